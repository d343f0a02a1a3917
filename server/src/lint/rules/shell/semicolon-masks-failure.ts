// RULE semicolon-masks-failure: the id is the file name; the examples below are run as tests.
import type { TextEdit } from '../../../base/textEdit';
import type { Span } from '../../../base/span';
import type { ShellCommand } from '../../../shell/model';
import { stopsOnError } from '../../../shell/query';
import { asksToStop, cannotFail } from '../../../shell/tools/harmless';
import type { RuleContext, StageRun } from '../../context';
import { defineRule, type RuleExamples } from '../../rule';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN make; make install\n',
    'FROM debian:12\nRUN apt-get update; \\\n    apt-get install -y curl\n',
    'FROM debian:12\nRUN make; rm -f x || true\n',
  ],
  fixed: [
    'FROM debian:12\nRUN make && make install\n',
    'FROM debian:12\nRUN apt-get update && \\\n    apt-get install -y curl\n',
  ],
  good: [
    'FROM debian:12\nRUN set -ex; make; make install\n',
    'FROM debian:12\nSHELL ["/bin/bash", "-ec"]\nRUN make; make install\n',
    'FROM debian:12\nRUN for i in 1 2; do make $i || exit 1; done\n',
    'FROM debian:12\nRUN if true; then make; fi\n',
    'FROM debian:12\nRUN make; true\n',
    'FROM debian:12\nRUN A=1; export A; echo $A; make\n',
    'FROM debian:12\nRUN find . -exec rm {} \\; && echo "a; b"\n',
    'FROM debian:12\nRUN make;\n',
    // cmd reads it, for which `;` is a character as others.
    'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN powershell -Command Sleep 2 ; wget -Uri https://example.com/a -OutFile a\n',
  ],
};

export default defineRule({
  id: 'semicolon-masks-failure',
  group: 'shell',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: [';'],
  fix: 'confirm',
  title: '`;` hides a failure',
  why: 'Behind `;` the script goes on whatever happened, and only the last command’s result counts for the build.',
  twins: ['dockerfile_lint/no_ampersand_usage'],
  *check(context) {
    for (const run of context.everyRun()) {
      const { script } = run;
      const last = script.elements.length - 1;
      if (run.run.form !== 'shell' || run.run.heredocs.length > 0 || last < 1) continue;
      // Who ends a list with `true` means that its result does not matter.
      if (
        script.commands.some(
          (one) =>
            one.element === last &&
            one.joint === ';' &&
            one.inside.length === 0 &&
            /^(?:true|:|exit)$/.test(one.name?.text ?? ''),
        )
      )
        continue;
      const masking = asksToStop(script) || stopsOnError(run) ? [] : maskingOperators(run);
      const [first] = masking;
      if (!first) continue;
      yield {
        span: run.docSpan(first),
        message: 'When the command in front of it fails, this `;` goes on all the same, and the build with it.',
        ...confirmed('Use && (the build then stops at a failure)', joinedByAnd(context, run, masking)),
      };
    }
  },
});

function maskingOperators({ script }: StageRun): Span[] {
  const lastOf = new Map<number, ShellCommand>();
  for (const command of script.commands) lastOf.set(command.element, command);
  return script.elements.flatMap(({ joint, operator }, i) => {
    const before = lastOf.get(i - 1);
    return joint === ';' && operator.start < operator.end && before && !cannotFail(before) ? [operator] : [];
  });
}

/** Undefined where `&&` would bind to an `||` or `&` of the list. */
function joinedByAnd({ model }: RuleContext, run: StageRun, operators: readonly Span[]): TextEdit[] | undefined {
  const { script } = run;
  if (!script.parsed || script.elements.some(({ joint }) => joint === '||' || joint === '&')) return undefined;
  return operators.map((operator) => {
    const span = run.docSpan(operator);
    const before = /\s/.test(model.text[span.start - 1] ?? ' ') ? '' : ' ';
    const after = /\s/.test(model.text[span.end] ?? ' ') ? '' : ' ';
    return { span, newText: `${before}&&${after}` };
  });
}
