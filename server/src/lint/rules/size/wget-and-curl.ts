// RULE wget-and-curl: the id is the file name; the examples below are run as tests.
import { commandsOf } from '../../facts/commandIndex';
import type { RuleContext, StageCommand } from '../../context';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN curl -fsSLO https://example.com/a.tgz\nRUN wget -q https://example.com/b.tgz\n',
    'FROM debian:12\nRUN wget -q https://example.com/b.tgz && curl -fsSLO https://example.com/a.tgz\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12 AS a\nRUN curl -fsSLO https://example.com/a.tgz\nFROM debian:12\nRUN wget -q https://example.com/b.tgz\n',
    'FROM debian:12\nRUN apt-get install -y wget curl && curl -fsSLO https://example.com/a.tgz\n',
    'FROM debian:12\nRUN wget -q https://example.com/b.tgz\nHEALTHCHECK CMD curl -f http://localhost/\n',
  ],
};

export default defineRule({
  id: 'wget-and-curl',
  group: 'size',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['wget'],
  fix: 'none',
  title: 'Both wget and curl are used',
  why: 'Either can do what the other does; one of them less is one package less in the image.',
  twins: [
    'hadolint/DL4001',
    'trivy/DS-0014',
    'kics/run-using-wget-and-curl',
    'semgrep/use-either-wget-or-curl',
    'buddy/ER0007',
    'droast/DF058',
  ],
  differs: 'One finding per stage, on the program that comes second.',
  *check(context) {
    const curls = firstByStage(context, 'curl');
    const wgets = firstByStage(context, 'wget');
    for (const [stage, curl] of curls) {
      const wget = wgets.get(stage);
      if (!wget) continue;
      const place = ({ run, command }: StageCommand): { start: number; end: number } =>
        run.docSpan(command.name?.span ?? command.span);
      const [one, other] = place(curl).start < place(wget).start ? [curl, wget] : [wget, curl];
      yield {
        span: place(other),
        message: `This stage fetches with both curl and wget (line ${one.run.run.line + 1}): one of them would do.`,
        related: [{ span: place(one), message: 'The other one' }],
        ...(context.isShipped(other.run.stage) ? {} : { severity: 'hint' as const }),
      };
    }
  },
});

function firstByStage(context: RuleContext, program: string): ReadonlyMap<number, StageCommand> {
  const first = new Map<number, StageCommand>();
  for (const found of commandsOf(context, program)) {
    const { index } = found.run.stage;
    if (!found.run.onbuild && !first.has(index)) first.set(index, found);
  }
  return first;
}
