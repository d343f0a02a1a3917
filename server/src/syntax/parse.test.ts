// What the parser reads out of a text, in marked text; dockerfile-ast is the second opinion on the corpus.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DockerfileParser } from 'dockerfile-ast';
import fc from 'fast-check';
import { corpus } from '../../test/support/corpus';
import { fixture } from '../../test/support/fixture';
import type { Instruction } from './model';
import { parseDockerfile } from './parse';

const only = <K extends Instruction['keyword']>(text: string, keyword: K): Extract<Instruction, { keyword: K }> => {
  const found = parseDockerfile(text).instructions.filter((instruction) => instruction.keyword === keyword);
  assert.equal(found.length, 1, `one ${keyword} in ${text}`);
  return found[0] as Extract<Instruction, { keyword: K }>;
};

const words = (instruction: Instruction): string[] => instruction.words.map(({ text }) => text);

test('continuation lines are joined with nothing between, comments inside vanish, leading blanks stay', () => {
  const run = only('FROM a\nRUN one \\\n  # inside\n\n  two\n', 'RUN');
  assert.equal(run.rest.value, 'one   two');
  assert.deepEqual(run.emptyContinuationLines, [3]);
  assert.deepEqual([run.line, run.endLine], [1, 4]);
});

test('an escaped escape character does not continue the line', () => {
  assert.equal(parseDockerfile('FROM a\nRUN echo \\\\\nRUN b').instructions.length, 3);
});

test('a word in a continued line leads back to its place in the document', () => {
  const { text, ranges } = fixture('FROM a\nCOPY one \\\n # c\n  <|two|> /dst/\n');
  assert.deepEqual(only(text, 'COPY').sources[1]?.span, ranges[0]);
});

test('the escape directive changes continuation, words and nothing else', () => {
  const model = parseDockerfile('# escape=`\nFROM a\nRUN dir C:\\ `\n  x\n');
  assert.equal(model.escape, '`');
  assert.equal(model.instructions[1]?.rest.value, 'dir C:\\   x');
});

test('directives end at the first line that is none; a repeated one is a problem', () => {
  const names = (text: string): string[] => parseDockerfile(text).directives.map(({ name }) => name);
  assert.deepEqual(names('#syntax = a\n# ESCAPE=`\nFROM b'), ['syntax', 'escape']);
  assert.deepEqual(names('# just a comment\n# escape=`\nFROM b'), []);
  assert.deepEqual(names('\n# escape=`\nFROM b'), []);
  assert.deepEqual(
    parseDockerfile('# escape=`\n# escape=\\\nFROM b').problems.map(({ code }) => code),
    ['directive-repeated'],
  );
});

test('comments above belong to the next instruction across blank lines; an empty one cuts them off', () => {
  assert.deepEqual(
    only('FROM a\n# one\n\n# two\nRUN x', 'RUN').comments.map(({ text }) => text),
    ['one', 'two'],
  );
  assert.deepEqual(
    only('FROM a\n# one\n#\n# two\nRUN x', 'RUN').comments.map(({ text }) => text),
    ['two'],
  );
});

test('flags are unquoted and end at the first word that is none', () => {
  const copy = only('FROM a\nCOPY --from=b --chown="x y" --link -- --odd /d', 'COPY');
  assert.deepEqual(
    copy.flags.map(({ name, value }) => [name, value]),
    [
      ['from', 'b'],
      ['chown', 'x y'],
      ['link', undefined],
    ],
  );
  assert.deepEqual(
    copy.sources.map(({ text }) => text),
    ['--odd'],
  );
});

test('a JSON array is decoded, each literal with its span; what is no JSON stays words', () => {
  const { text, ranges } = fixture('FROM a\nCMD ["a", <|"b\\u00e9"|>]\n');
  const cmd = only(text, 'CMD');
  assert.deepEqual(words(cmd), ['a', 'bé']);
  assert.deepEqual(cmd.words[1]?.span, ranges[0]);
  assert.equal(only("FROM a\nCMD ['a']", 'CMD').json, false);
  assert.equal(only('FROM a\nCMD ["a"] # why', 'CMD').json, false);
});

test('pairs: quotes keep blanks together, the old form takes the whole rest', () => {
  const pairs = (text: string): string[] =>
    only(text, 'ENV').pairs.map(({ key, value }) => `${key.text}|${value.text}`);
  assert.deepEqual(pairs('FROM a\nENV A=1 B="x y" C=x\\ y'), ['A|1', 'B|"x y"', 'C|x\\ y']);
  assert.deepEqual(pairs('FROM a\nENV A b c=d'), ['A|b c=d']);
});

test('heredocs: bodies are taken out of the text; <<- and quotes are noted; JSON has none', () => {
  const copy = only('FROM a\nCOPY <<A <<-"B" /d/\none\nA\n\ttwo\n\tB\nRUN x', 'COPY');
  assert.deepEqual(
    copy.heredocs.map(({ name, chomp, expand, content }) => [name, chomp, expand, content]),
    [
      ['A', false, true, 'one\n'],
      ['B', true, false, '\ttwo\n'],
    ],
  );
  assert.deepEqual([copy.line, copy.endLine], [1, 5]);
  assert.equal(only('FROM a\nRUN <<EOF\nx\nEOF', 'RUN').form, 'heredoc');
  assert.equal(only('FROM a\nRUN cat <<EOF > f\nx\nEOF', 'RUN').form, 'shell');
  assert.equal(only('FROM a\nRUN ["echo", "<<EOF"]\nRUN2', 'RUN').heredocs.length, 0);
  assert.equal(only('FROM a\nRUN cat <<<x', 'RUN').heredocs.length, 0);
  assert.deepEqual(
    parseDockerfile('FROM a\nRUN <<EOF\nx').problems.map(({ code }) => code),
    ['heredoc-unterminated'],
  );
});

test('ONBUILD holds the instruction it will run, bodies included', () => {
  const onbuild = only('FROM a\nonbuild  COPY <<E /x\nhi\nE\n', 'ONBUILD');
  assert.equal(onbuild.trigger?.keyword, 'COPY');
  assert.equal(onbuild.expression, 'COPY <<E /x\nhi\nE');
});

test('CRLF files leave no return behind, except in heredoc bodies', () => {
  const model = parseDockerfile('FROM a\r\nRUN one \\\r\n  two\r\nCOPY <<E /x\r\nhi\r\nE\r\n');
  assert.deepEqual(
    model.instructions.map(({ rest }) => rest.value),
    ['a', 'one   two', '<<E /x'],
  );
  assert.equal(model.instructions[2]?.heredocs[0]?.content, 'hi\r\n');
});

test('any text gives a model whose spans lie in the text and in order', () => {
  let read = 0;
  const piece = fc.constantFrom(
    'FROM',
    'RUN',
    'COPY',
    'ENV',
    'ONBUILD',
    'ARG',
    ' ',
    '\n',
    '\r\n',
    '\\',
    '`',
    '#',
    '<<EOF',
    'EOF',
    '"',
    "'",
    '[',
    ']',
    '--x=',
    '$',
    '{',
    '}',
    'a',
    '=',
    '\uFEFF',
    '😀',
    '# escape=`',
    '\t',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      let at = 0;
      const { instructions } = parseDockerfile(text);
      read += instructions.length;
      for (const { span, keywordSpan, words: all } of instructions) {
        assert.ok(at <= span.start && span.start <= span.end && span.end <= text.length, JSON.stringify(text));
        assert.ok(span.start <= keywordSpan.start && keywordSpan.end <= span.end, JSON.stringify(text));
        for (const word of all) assert.ok(word.span.start >= 0 && word.span.end <= text.length, JSON.stringify(text));
        at = span.start;
      }
    }),
    { numRuns: 2000 },
  );
  assert.ok(read > 500, `${read} instructions`);
});

test('dockerfile-ast sees the same instructions on the same lines, over the whole corpus', () => {
  const differs: string[] = [];
  for (const { name, text } of corpus()) {
    const ours = parseDockerfile(text).instructions.map(
      ({ name: word, line }) => `${word.toUpperCase()}@${String(line)}`,
    );
    const theirs = DockerfileParser.parse(text)
      .getInstructions()
      .map((instruction) => `${instruction.getKeyword()}@${String(instruction.getRange().start.line)}`);
    if (JSON.stringify(ours) !== JSON.stringify(theirs))
      differs.push(name.replace(/\.Dockerfile$/, '').replaceAll('\\', '/'));
  }
  // Where dockerfile-ast reads otherwise than builders do; the engine tier builds each of them and agrees with us.
  assert.deepEqual(differs.sort(), [
    'heredoc/copy-quoted-names',
    'heredoc/run-not-one',
    'heredoc/run-plain',
    'heredoc/run-quoted-names',
    'heredoc/run-several',
    'heredoc/run-shebang',
    'heredoc/run-shift-operator',
    'parsing/continuation',
    'parsing/continuation-extreme',
    'parsing/directive-unknown',
    'parsing/odd-blanks',
    'windows-escape/basics',
  ]);
});

const PIECES = [
  'FROM a\n',
  'RUN x \\\n',
  '  y\n',
  '\n',
  '# c\n',
  'RUN <<E\n',
  'E\n',
  '# escape=`\n',
  'COPY',
  ' a b',
  '\r\n',
  '`\n',
  'ENV A=',
  '\\',
  '"',
  '<<E',
];
const anyText = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(''));

test('reading on from an earlier text gives what reading all of it gives', () => {
  fc.assert(
    fc.property(anyText, anyText, anyText, anyText, (front, old, now, back) => {
      const before = parseDockerfile(front + old + back);
      const after = front + now + back;
      assert.deepEqual(parseDockerfile(after, before), parseDockerfile(after));
    }),
    { numRuns: 3000 },
  );
  for (const { name, text } of corpus())
    for (let at = 0; at < text.length; at += 1 + Math.floor(text.length / 40))
      for (const change of ['x', '\n', '\\\n', ' ', '#']) {
        const after = text.slice(0, at) + change + text.slice(at + 1);
        assert.deepEqual(parseDockerfile(after, parseDockerfile(text)), parseDockerfile(after), name);
      }
});

test('instructions behind an edit are taken over, at their new place', () => {
  const back = '# c\nRUN <<E\nx\nE\nENV A=1 \\\n # d\n B=2\nONBUILD COPY <<F a /b\ny\nF\nWORKDIR\nRUN d\n';
  const before = parseDockerfile(`FROM a AS b\nRUN b\n${back}`);
  for (const edited of ['RUN bb', 'RUN b \\\n c\n# e', 'RUN <<E\nE', '']) {
    const text = `FROM a AS b\n${edited}\n${back}`;
    const after = parseDockerfile(text, before);
    assert.deepEqual(after, parseDockerfile(text));
    const marked = { ...before, instructions: before.instructions.map((one) => ({ ...one, name: 'taken' })) };
    const names = parseDockerfile(text, marked).instructions.map(({ name }) => name);
    assert.deepEqual(names.slice(-4), ['taken', 'taken', 'taken', 'taken'], edited);
  }
});

test('instructions in front of an edit are the very same objects', () => {
  const before = parseDockerfile('FROM a\nRUN b\nRUN c\nRUN d\n');
  const after = parseDockerfile('FROM a\nRUN b\nRUN cc\nRUN d\n', before);
  assert.deepEqual(
    after.instructions.map((one, i) => one === before.instructions[i]),
    [true, true, false, false],
  );
});
