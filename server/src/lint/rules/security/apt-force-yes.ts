// RULE apt-force-yes: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { confirmed, managerOptions } from '../../facts/switches';
import { replaceWord } from '../../edits';

export const examples: RuleExamples = {
  bad: ['FROM debian:12\nRUN apt-get update && apt-get --force-yes install tool\n'],
  fixed: ['FROM debian:12\nRUN apt-get update && apt-get -y install tool\n'],
  good: ['FROM debian:12\nRUN apt-get update && apt-get -y install tool\n'],
};

export default defineRule({
  id: 'apt-force-yes',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['force-yes'],
  fix: 'confirm',
  title: '`--force-yes` says yes to unsigned packages and downgrades',
  why: 'It answers more questions than -y: also those that ask whether an unsigned package may be installed. apt has deprecated it.',
  twins: ['checkov/CKV2_DOCKER_11'],
  *check(context) {
    for (const { run, command, word } of managerOptions(context, ['apt'], '--force-yes'))
      yield {
        span: run.docSpan(word.span),
        message: '--force-yes also says yes to packages that nobody signed. -y is enough for a build.',
        ...confirmed('Use -y', replaceWord(run, command, word, '-y')),
      };
  },
});
