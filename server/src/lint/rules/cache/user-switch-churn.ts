// RULE user-switch-churn: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM debian:12\nUSER app\nRUN a\nUSER root\nRUN b\nUSER app\nRUN c\n'],
  fixed: [],
  good: ['FROM debian:12\nRUN b\nUSER app\nRUN a\n'],
};

export default defineRule({
  id: 'user-switch-churn',
  group: 'cache',
  severity: 'off',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['user'],
  fix: 'none',
  title: 'USER changes again and again',
  why: 'Each USER changes what the RUNs below it see, so that moving a step across one makes it run again.',
  twins: [],
  *check(context) {
    for (const stage of context.graph.chain) {
      const users = stage.steps.filter(({ keyword }) => keyword === 'USER');
      const third = users[2];
      if (third)
        yield { span: third.keywordSpan, message: `USER changes ${String(users.length)} times in this stage.` };
    }
  },
});
