// RULE env-path-overwrite: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { stepsWith } from '../../facts/stepIndex';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nENV PATH=/opt/bin\n',
    'FROM debian:12\nENV LANG=C PATH="/opt/bin:/usr/local/bin"\n',
    'FROM debian:12\nENV PATH /opt/bin\n',
  ],
  fixed: [
    'FROM debian:12\nENV PATH=/opt/bin:$PATH\n',
    'FROM debian:12\nENV LANG=C PATH="/opt/bin:/usr/local/bin:$PATH"\n',
    'FROM debian:12\nENV PATH /opt/bin:$PATH\n',
  ],
  good: [
    'FROM debian:12\nENV PATH=/opt/bin:$PATH\n',
    'FROM debian:12\nENV PATH="${PATH}:/opt/bin"\n',
    'FROM debian:12\nENV PATH=/usr/local/bin:/usr/bin:/bin\n',
    'FROM scratch\nENV PATH=/app\n',
    'FROM debian:12\nENV BASE_PATH=$PATH\nENV PATH=/opt/bin:$BASE_PATH\n',
    'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nENV PATH="C:\\\\app"\n',
  ],
};

export default defineRule({
  id: 'env-path-overwrite',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['path'],
  fix: 'confirm',
  title: '`PATH` is replaced, not extended',
  why: 'Without /usr/bin and /bin in it the steps that follow find none of the system’s programs, nor does a shell in the container.',
  twins: [],
  *check(context) {
    for (const { stage, index, step } of stepsWith(context, 'ENV')) {
      if (context.chainOf(stage)[0]?.base.kind === 'scratch') continue;
      for (const { key, value } of step.pairs) {
        if (key.text !== 'PATH' || /\$\{?\w*PATH\b/.test(value.text)) continue;
        const path = context.scopeBefore(stage, index).resolve(value.text);
        if (path === undefined || path.includes(';') || /^[A-Za-z]:/.test(path)) continue;
        const folders = path.split(':');
        if (folders.includes('/bin') || folders.includes('/usr/bin')) continue;
        const quote = /["']$/.exec(value.text)?.[0] ?? '';
        const at = value.span.end - quote.length;
        yield {
          span: { start: key.span.start, end: value.span.end },
          message: 'From here on the system’s own programs in /usr/bin and /bin are not found.',
          ...confirmed(
            'Append :$PATH',
            quote === "'" ? undefined : [{ span: { start: at, end: at }, newText: ':$PATH' }],
          ),
        };
      }
    }
  },
});
