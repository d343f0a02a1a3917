// RULE gem-root-left: the id is the file name; the examples below are run as tests.
import { baseName } from '../../../shell/model';
import { appendFix } from '../../edits/appendGuard';
import { flowOf, runOf, whereShipped } from '../../facts/pathFlows';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM ruby:3.3\nRUN gem update --system\n'],
  fixed: ['FROM ruby:3.3\nRUN gem update --system && rm -rf /root/.gem\n'],
  good: [
    'FROM ruby:3.3\nRUN gem update --system && rm -rf /root/.gem\n',
    'FROM ruby:3.3\nRUN --mount=type=cache,target=/root/.gem gem update --system\n',
    'FROM ruby:3.3\nRUN gem update bundler\n',
  ],
};

export default defineRule({
  id: 'gem-root-left',
  group: 'layer',
  severity: 'hint',
  since: '0.1.0',
  reads: ['layers'],
  mentions: ['gem'],
  fix: 'confirm',
  title: '`gem update --system` leaves /root/.gem',
  why: 'The directory holds what the update fetched; nothing reads it again.',
  twins: ['parfum/gemUpdateSystemRmRootGem'],
  *check(context) {
    for (const stage of context.graph.stages)
      for (const step of flowOf(context, stage)) {
        const run = runOf(context, step);
        const command = run?.script.commands.find(
          (one) =>
            baseName(one) === 'gem' &&
            one.args[0]?.text === 'update' &&
            one.args.some(({ text }) => text === '--system'),
        );
        if (!run || !command || run.run.flags.some(({ value }) => /=\/root(?:\/\.gem)?\/?(?:,|$)/.test(value ?? '')))
          continue;
        if (step.acts.some(({ kind, path }) => kind === 'delete' && path.startsWith('/root/.gem'))) continue;
        const fix = appendFix(context, run, { clean: 'rm -rf /root/.gem', most: 'confirm' });
        yield {
          span: run.docSpan(command.span),
          message: 'This update leaves what it fetched in /root/.gem, and the layer keeps it.',
          ...whereShipped(context, step),
          fixes: fix ? [fix] : [],
        };
      }
  },
});
