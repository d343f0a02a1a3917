// RULE rpm-no-verify: the id is the file name; the examples below are run as tests.
import { readArguments } from '../../../shell/options';
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM fedora:42\nRUN rpm -i --nosignature tool.rpm\n', 'FROM fedora:42\nRUN rpm --nodigest -Uvh tool.rpm\n'],
  fixed: [],
  good: ['FROM fedora:42\nRUN rpm -i tool.rpm\n', 'FROM fedora:42\nRUN rpm -q nosignature\n'],
};

const OPTIONS = new Set(['--nodigest', '--nosignature', '--noverify', '--nofiledigest']);

export default defineRule({
  id: 'rpm-no-verify',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: [...OPTIONS],
  fix: 'none',
  title: '`rpm` does not verify the package',
  why: 'A package runs code as root when it is installed. Import the signer’s key and leave the check on.',
  twins: ['checkov/CKV2_DOCKER_10'],
  *check(context) {
    for (const { run, command } of commandsOf(context, 'rpm')) {
      for (const { name, word } of readArguments(command.args).options)
        if (OPTIONS.has(name))
          yield {
            span: run.docSpan(word.span),
            message: `${name}: rpm installs the package whether it is whole and signed or not.`,
          };
    }
  },
});
