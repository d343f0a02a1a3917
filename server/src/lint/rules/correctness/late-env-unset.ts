// RULE late-env-unset: the id is the file name; the examples below are run as tests.
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';
import { settingsOf } from '../../facts/settings';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nENV TOKEN=x\nRUN unset TOKEN\n',
    'FROM debian:12 AS base\nENV A=1 PROXY=http://p\nFROM base\nRUN make && unset PROXY\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nENV TOKEN=x\nRUN unset TOKEN && make\n',
    'FROM debian:12\nRUN TOKEN=x; unset TOKEN\n',
    'FROM debian:12\nARG TOKEN=x\nRUN unset TOKEN\n',
    'FROM debian:12\nENV TOKEN=x\nFROM debian:12\nRUN unset TOKEN\n',
  ],
};

export default defineRule({
  id: 'late-env-unset',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['unset'],
  fix: 'none',
  title: '`unset` in a RUN does not remove an ENV',
  why: 'It ends with the shell of this RUN: the variable is in every later step, in the image’s config and in its containers. Set it in the RUN that needs it, or take it from a secret mount.',
  twins: [],
  *check(context) {
    for (const { run, command } of commandsOf(context, 'unset')) {
      if (command !== run.script.commands[run.script.commands.length - 1]) continue;
      const chain = context.chainOf(run.stage);
      for (const word of command.args) {
        const at = run.docSpan(word.span);
        const env = settingsOf(context, word.text ?? '').find(
          ({ keyword, stage, span }) => keyword === 'ENV' && chain.includes(stage) && span.start < at.start,
        );
        if (!env) continue;
        yield {
          span: at,
          message: `${env.name} is back in the next step and in every container: unset ends with this RUN.`,
          related: [{ span: env.span, message: 'Set for the whole image' }],
        };
      }
    }
  },
});
