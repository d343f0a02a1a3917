// Words put in and taken out: what the text is afterwards.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editedRun, type EditOfRun } from '../../../test/support/runEdit';
import type { ShellCommand, ShellWord } from '../../shell/model';
import { addLetter, dropOption, insertAfter, removeWord, removeWords, replaceWord } from './words';

/** The first command, and its arguments of that text. */
const of =
  (texts: readonly string[], edit: (command: ShellCommand, words: readonly ShellWord[]) => EditOfRun): EditOfRun =>
  (model, run) => {
    const command = run.script.commands.find(({ args }) => args.some(({ text }) => text === texts[0]));
    assert.ok(command);
    const words = command.args.filter(({ text }) => texts.includes(text ?? ''));
    return edit(command, words)(model, run);
  };

const without = (...texts: string[]): EditOfRun =>
  of(texts, (command, words) => (model, run) => removeWords(model, run, command, words));

const REMOVED: Readonly<Record<string, readonly [readonly string[], string, string | undefined]>> = {
  'one in between': [['b'], 'RUN a b c\n', 'RUN a c\n'],
  'the last': [['b'], 'RUN a b\n', 'RUN a\n'],
  'the last of a command': [['b'], 'RUN a b && c\n', 'RUN a && c\n'],
  'blanks in front': [['b'], 'RUN a   b  c\n', 'RUN a  c\n'],
  'a line of its own': [['b'], 'RUN a \\\n    b \\\n    c\n', 'RUN a \\\n    c\n'],
  'a line of its own, tabs': [['b'], 'RUN a \\\n\tb \\\n\tc\n', 'RUN a \\\n\tc\n'],
  'the last line': [['c'], 'RUN a \\\n    b \\\n    c\nCMD x\n', 'RUN a \\\n    b\nCMD x\n'],
  'the last line of the file': [['c'], 'RUN a \\\n    b \\\n    c', 'RUN a \\\n    b'],
  'the last line below a comment': [['c'], 'RUN a b \\\n    # why\n    c\nCMD x\n', 'RUN a b\n    # why\nCMD x\n'],
  'the first of a line': [['b'], 'RUN a \\\n    b c\n', 'RUN a \\\n    c\n'],
  'the last lines together': [['b', 'c'], 'RUN a \\\n    b \\\n    c\nCMD x\n', 'RUN a\nCMD x\n'],
  'two apart': [['b', 'd'], 'RUN a b c d\n', 'RUN a c\n'],
  'a comment between': [['b', 'c'], 'RUN a \\\n    b \\\n # why\n    c\n', undefined],
  'the last of a line, the next command behind': [
    ['c'],
    'RUN a b \\\n    c && \\\n    d\n',
    'RUN a b \\\n    && \\\n    d\n',
  ],
  'a heredoc': [['b'], 'RUN <<E\na b c\nE\n', 'RUN <<E\na c\nE\n'],
  'a heredoc with lines that go on': [['b'], 'RUN <<E\na \\\n  b \\\n  c\nE\n', 'RUN <<E\na \\\n  c\nE\n'],
  'quotes in quotes': [['b'], 'RUN sh -c "a b \\"c\\""\n', undefined],
  'a script in quotes': [['b'], "RUN sh -c 'a b c'\n", "RUN sh -c 'a c'\n"],
};

for (const [name, [texts, before, after]] of Object.entries(REMOVED))
  test(`taken out: ${name}`, async () => {
    assert.equal(await editedRun(`FROM a\n${before}`, without(...texts)), after && `FROM a\n${after}`);
  });

test('the escape character of the file', async () => {
  const text = '# escape=`\nFROM a\nRUN a `\n    b `\n    c\n';
  assert.equal(await editedRun(text, without('b')), '# escape=`\nFROM a\nRUN a `\n    c\n');
});

test('put behind, replaced, taken out alone', async () => {
  const text = 'FROM a\nRUN a \\\n    b \\\n    c\n';
  const at = (edit: (command: ShellCommand, word: ShellWord) => EditOfRun): Promise<string | undefined> =>
    editedRun(
      text,
      of(['b'], (command, [word]) => {
        assert.ok(word);
        return edit(command, word);
      }),
    );
  assert.equal(
    await at((command, word) => (_, run) => insertAfter(run, command, word, '-x')),
    'FROM a\nRUN a \\\n    b -x \\\n    c\n',
  );
  assert.equal(
    await at((command, word) => (_, run) => replaceWord(run, command, word, '-x')),
    'FROM a\nRUN a \\\n    -x \\\n    c\n',
  );
  assert.equal(
    await at((command, word) => (model, run) => removeWord(model, run, command, word)),
    'FROM a\nRUN a \\\n    c\n',
  );
});

test('an option is taken out of its cluster, or as a word', async () => {
  const dropped = (text: string, word: string, name: string): Promise<string | undefined> =>
    editedRun(
      `FROM a\n${text}`,
      of(
        [word],
        (command, [found]) =>
          (model, run) =>
            found && dropOption(model, run, command, found, name),
      ),
    );
  assert.equal(await dropped('RUN curl -fsSk u\n', '-fsSk', '-k'), 'FROM a\nRUN curl -fsS u\n');
  assert.equal(await dropped('RUN curl -k u\n', '-k', '-k'), 'FROM a\nRUN curl u\n');
  assert.equal(await dropped('RUN curl --insecure u\n', '--insecure', '--insecure'), 'FROM a\nRUN curl u\n');
  assert.equal(await dropped('RUN sh -c "curl -fsSk \\"u\\""\n', '-fsSk', '-k'), undefined);
});

test('a letter joins the options in front, or is an option of its own', async () => {
  const added = (text: string): Promise<string | undefined> =>
    editedRun(
      `FROM a\n${text}`,
      of(['u'], (command) => (_, run) => addLetter(run, command, 'f')),
    );
  assert.equal(await added('RUN curl -sSL u\n'), 'FROM a\nRUN curl -fsSL u\n');
  assert.equal(await added('RUN curl -o x u\n'), 'FROM a\nRUN curl -f -o x u\n');
  assert.equal(await added('RUN curl u\n'), 'FROM a\nRUN curl -f u\n');
});
