// RULE archive-kept-after-extract: the id is the file name; the examples below are run as tests.
import { keptFiles } from '../../facts/keptFiles';
import { bytesNote, everyAct, shown, whereShipped } from '../../facts/pathFlows';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN curl -fsSLo /tmp/go.tgz https://example.com/go.tgz && tar -xzf /tmp/go.tgz -C /usr/local\n',
    'FROM debian:12\nRUN cd /tmp \\\n    && wget -q https://example.com/tool.zip \\\n    && unzip tool.zip -d /opt\n',
  ],
  fixed: [
    'FROM debian:12\nRUN curl -fsSLo /tmp/go.tgz https://example.com/go.tgz && tar -xzf /tmp/go.tgz -C /usr/local && rm /tmp/go.tgz\n',
    'FROM debian:12\nRUN cd /tmp \\\n    && wget -q https://example.com/tool.zip \\\n    && unzip tool.zip -d /opt \\\n    && rm /tmp/tool.zip\n',
  ],
  good: [
    'FROM debian:12\nRUN curl -fsSLo /tmp/go.tgz https://example.com/go.tgz && tar -xzf /tmp/go.tgz -C /usr/local && rm -f /tmp/*.tgz\n',
    'FROM debian:12\nRUN curl -fsSL https://example.com/go.tgz | tar -xz -C /usr/local\n',
    'FROM debian:12\nRUN --mount=type=tmpfs,target=/tmp curl -fsSLo /tmp/go.tgz https://example.com/go.tgz && tar -xzf /tmp/go.tgz -C /usr/local\n',
    // A later layer deletes it: another rule says that.
    'FROM debian:12\nRUN curl -fsSLo /tmp/go.tgz https://example.com/go.tgz && tar -xzf /tmp/go.tgz -C /usr/local\nRUN rm /tmp/go.tgz\n',
    'FROM debian:12\nRUN curl -fsSLo /srv/go.tgz https://example.com/go.tgz && tar -xzf /srv/go.tgz -C /usr/local\nRUN sha256sum /srv/go.tgz > /srv/go.sum\n',
    'FROM debian:12\nRUN curl -fsSLo "$FILE" https://example.com/go.tgz && tar -xzf "$FILE" -C /opt && rm "$FILE"\n',
  ],
};

const DOWNLOADS = new Set(['curl', 'wget', 'wget2']);

export default defineRule({
  id: 'archive-kept-after-extract',
  group: 'size',
  severity: 'warning',
  since: '0.1.0',
  reads: ['layers'],
  mentions: [...DOWNLOADS],
  fix: 'safe',
  title: 'An archive stays in the layer after it was unpacked',
  why: 'What was in the archive is in the image twice: unpacked, and packed.',
  twins: ['parfum/tarSomethingRmTheSomething'],
  *check(context) {
    for (const { step, act } of everyAct(context, 'write')) {
      if (!DOWNLOADS.has(act.program)) continue;
      const isUnpacked = step.acts.some(
        ({ kind, use, touches }) => kind === 'read' && use === 'unpack' && touches.some((touch) => touch.act === act),
      );
      const kept = isUnpacked ? keptFiles(context, step, act) : undefined;
      if (!kept) continue;
      yield {
        span: act.where,
        message: `\`${shown(act)}\` is unpacked in this RUN and then stays in its layer${bytesNote(act.size)}, though nothing reads it again.`,
        ...whereShipped(context, step),
        fixes: kept.fixes,
      };
    }
  },
});
