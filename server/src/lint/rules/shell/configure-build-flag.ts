// RULE configure-build-flag: the id is the file name; the examples below are run as tests.
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM debian:12\nRUN ./configure --prefix=/usr && make\n'],
  fixed: [],
  good: [
    'FROM debian:12\nRUN ./configure --build="$(dpkg-architecture --query DEB_BUILD_GNU_TYPE)" && make\n',
    'FROM debian:12\nRUN ./configure $OPTIONS && make\n',
    'FROM debian:12\nRUN ./configure --help\n',
  ],
};

export default defineRule({
  id: 'configure-build-flag',
  group: 'shell',
  severity: 'off',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['configure'],
  fix: 'none',
  title: '`./configure` guesses what it builds for',
  why: 'Old config.guess scripts do not know newer processors, and take a 32-bit system on a 64-bit kernel for a 64-bit one.',
  twins: ['parfum/configureShouldUseBuildFlag'],
  *check(context) {
    for (const { run, command } of commandsOf(context, 'configure')) {
      const { name, args } = command;
      if (!name?.text?.includes('/')) continue;
      if (
        args.some(
          ({ text, raw }) =>
            /^--(?:build|host|help|version)\b/.test(raw) || (text === undefined && raw.startsWith('$')),
        )
      )
        continue;
      yield {
        span: run.docSpan(name.span),
        message: 'Without --build the script guesses the system that it builds for.',
      };
    }
  },
});
