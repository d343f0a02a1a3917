// RULE gem-no-document: the id is the file name; the examples below are run as tests.
import { baseOf } from '../../facts/baseImage';
import { managerCallsOf } from '../../facts/commandIndex';
import type { RuleContext, StageRun } from '../../context';
import { insertAfter } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';

/** The official ruby images write this setting (docker-library/ruby: Dockerfile.template), and others may in a RUN. */
const OFFICIAL: ReadonlySet<string> = new Set(['ruby', 'jruby']);

const isSetBefore = (context: RuleContext, { stage, index }: StageRun): boolean =>
  OFFICIAL.has(baseOf(context, context.chainOf(stage)[0] ?? stage).repository) ||
  context
    .chainOf(stage)
    .some((one) =>
      context
        .runsOf(one)
        .some((run) => (one !== stage || run.index <= index) && /gemrc|gem:\s*--no-document/.test(run.script.text)),
    );

export const examples: RuleExamples = {
  bad: ['FROM debian:12\nRUN gem install rake -v 13.2.1\n'],
  fixed: ['FROM debian:12\nRUN gem install --no-document rake -v 13.2.1\n'],
  good: [
    'FROM ruby:3.3-slim\nRUN gem install rake\n',
    'FROM debian:12\nRUN gem install --no-document rake\n',
    'FROM debian:12\nRUN gem install -N rake\n',
    'FROM debian:12\nRUN echo "gem: --no-document" > ~/.gemrc && gem install rake\n',
    'FROM debian:8\nRUN gem install --no-ri --no-rdoc rake\n',
  ],
};

export default defineRule({
  id: 'gem-no-document',
  group: 'size',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['gem'],
  fix: 'confirm',
  title: 'Documentation of gems is installed',
  why: 'It is made and stored for each gem, and nobody reads it in a container.',
  twins: ['parfum/gemUpdateNoDocument'],
  *check(context) {
    for (const { run, call } of managerCallsOf(context, 'gem')) {
      if (!/^(?:install|update)$/.test(call.phrase) || call.flag('--no-document', '-N', '--no-ri', '--no-rdoc'))
        continue;
      if (isSetBefore(context, run) || !context.isShipped(run.stage)) continue;
      const edits = insertAfter(run, call.command, call.verbWord, '--no-document');
      yield {
        span: run.docSpan({ start: call.command.name?.span.start ?? 0, end: call.verbWord.span.end }),
        message: 'This makes and stores the documentation of each gem.',
        ...(edits ? { fixes: [{ class: 'confirm', title: 'Insert --no-document', edits }] } : {}),
      };
    }
  },
});
