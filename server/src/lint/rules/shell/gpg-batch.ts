// RULE gpg-batch: the id is the file name; the examples below are run as tests.
import { commandsOf } from '../../facts/commandIndex';
import { insertAfter } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';
import { safely } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN gpg --keyserver keys.openpgp.org --recv-keys 0123\n',
    'FROM debian:12\nRUN curl -fsSL https://example.com/k.asc | gpg --import\n',
    'FROM debian:12\nRUN gpg --verify a.tgz.asc a.tgz\n',
  ],
  fixed: [
    'FROM debian:12\nRUN gpg --batch --keyserver keys.openpgp.org --recv-keys 0123\n',
    'FROM debian:12\nRUN curl -fsSL https://example.com/k.asc | gpg --batch --import\n',
    'FROM debian:12\nRUN gpg --batch --verify a.tgz.asc a.tgz\n',
  ],
  good: [
    'FROM debian:12\nRUN gpg --batch --keyserver keys.openpgp.org --recv-keys 0123\n',
    'FROM debian:12\nRUN gpg --version && gpg --dearmor < a > b\n',
    'FROM debian:12\nRUN gpg $GPG_OPTIONS --import key\n',
  ],
};

const ASKS = /^--(?:recv|receive)-keys?$|^--(?:fast-)?import$|^--verify$|^--(?:full-|quick-)?gen(?:erate)?-key$/;

export default defineRule({
  id: 'gpg-batch',
  group: 'shell',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['gpg'],
  fix: 'safe',
  title: '`gpg` without `--batch`',
  why: 'Without it gpg may want a terminal, which a build does not have, and then fails with a message about /dev/tty.',
  twins: ['parfum/gpgUseBatchFlag'],
  *check(context) {
    for (const { run, command } of commandsOf(context, 'gpg', 'gpg2')) {
      const word = command.args.find(({ text }) => ASKS.test(text ?? ''));
      const { name } = command;
      const mayBeBatch = command.args.some(
        ({ text, raw }) => text === '--batch' || (text === undefined && raw.startsWith('$')),
      );
      if (!word || !name || mayBeBatch) continue;
      const makesKey = /gen/.test(word.text ?? '');
      const edits = makesKey ? undefined : insertAfter(run, command, name, '--batch');
      yield {
        span: run.docSpan(name.span),
        message: `Without --batch gpg may ask a terminal that a build does not have (${word.text ?? ''}).`,
        ...safely('Insert --batch', edits),
      };
    }
  },
});
