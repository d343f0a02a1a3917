// RULE signature-file-left: the id is the file name; the examples below are run as tests.
import { keptFiles } from '../../facts/keptFiles';
import { everyAct, shown, whereShipped } from '../../facts/pathFlows';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN curl -fsSLo /tmp/gosu.asc https://example.com/gosu.asc && gpg --batch --verify /tmp/gosu.asc /usr/local/bin/gosu\n',
  ],
  fixed: [
    'FROM debian:12\nRUN curl -fsSLo /tmp/gosu.asc https://example.com/gosu.asc && gpg --batch --verify /tmp/gosu.asc /usr/local/bin/gosu && rm /tmp/gosu.asc\n',
  ],
  good: [
    'FROM debian:12\nRUN curl -fsSLo /tmp/gosu.asc https://example.com/gosu.asc && gpg --batch --verify /tmp/gosu.asc /usr/local/bin/gosu && rm -rf /tmp/gosu.asc\n',
    'FROM debian:12\nCOPY gosu.asc /tmp/\nRUN gpg --batch --verify /tmp/gosu.asc /usr/local/bin/gosu\n',
  ],
};

export default defineRule({
  id: 'signature-file-left',
  group: 'layer',
  severity: 'hint',
  since: '0.1.0',
  reads: ['layers'],
  mentions: ['--verify'],
  fix: 'safe',
  title: 'A signature stays in the layer after it was checked',
  why: 'The signature of a download has done its work once it was verified; nothing in the image needs the file.',
  twins: ['parfum/gpgVerifyAscRmAsc'],
  *check(context) {
    for (const { step, act } of everyAct(context, 'write')) {
      if (!/\.(?:asc|sig|sign|gpg\.sig)$/.test(act.path)) continue;
      const isChecked = step.acts.some(
        ({ kind, use, touches }) => kind === 'read' && use === 'verify' && touches.some((touch) => touch.act === act),
      );
      const kept = isChecked ? keptFiles(context, step, act) : undefined;
      if (!kept) continue;
      yield {
        span: act.where,
        message: `\`${shown(act)}\` is checked in this RUN and then stays in its layer.`,
        ...whereShipped(context, step),
        fixes: kept.fixes,
      };
    }
  },
});
