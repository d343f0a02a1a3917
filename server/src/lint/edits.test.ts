// Merging two RUNs: what the text is afterwards, and where no edit is offered because it could change what is built.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { shellParser } from '../../test/support/shell';
import { applyEdits, editsOverlap } from '../base/textEdit';
import { buildGraph } from '../build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../build/options';
import { parseDockerfile } from '../syntax/parse';
import { RuleContext } from './context';
import { mergeRuns, removeInstruction } from './edits';

const parser = shellParser();

/** The text after its first two RUNs were merged; undefined when that is not offered. */
function merged(text: string): string | undefined {
  const context = new RuleContext(buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS), parser);
  const stage = context.graph.stages[0];
  const [first, second] = stage ? context.runsOf(stage) : [];
  const edits = first && second && mergeRuns(context.model, first, second);
  if (edits) assert.ok(!editsOverlap(edits));
  return edits && applyEdits(text, edits);
}

const MERGED: Readonly<Record<string, readonly [string, string]>> = {
  'two short ones': ['RUN one\nRUN two\n', 'RUN one && two\n'],
  'no line end at the end': ['RUN one\nRUN two', 'RUN one && two'],
  'lower case, blanks, tabs': ['run\tone  \n  Run  two\n', '  Run  one && two\n'],
  'a blank line between': ['RUN one\n\nRUN two\n', '\nRUN one && two\n'],
  'comments above both stay': ['# a\nRUN one\n# b\nRUN two\n', '# a\n# b\nRUN one && two\n'],
  'comments between the lines of the first move along': [
    'RUN one \\\n  # why\n  && more\nRUN two\n',
    'RUN one \\\n  # why\n  && more \\\n  && two\n',
  ],
  'operators at the end of lines': ['RUN one\nRUN two && \\\n    three\n', 'RUN one && \\\n    two && \\\n    three\n'],
  'operators at the start of lines': [
    'RUN one\nRUN two \\\n    && three\n',
    'RUN one \\\n    && two \\\n    && three\n',
  ],
  'operators at the start of later lines': [
    'RUN one\nRUN two \\\n      --flag \\\n    && three\n',
    'RUN one \\\n    && two \\\n      --flag \\\n    && three\n',
  ],
  'the style of the first when the second is short': [
    'RUN one \\\n && more\nRUN two\n',
    'RUN one \\\n && more \\\n && two\n',
  ],
  'an indentation of tabs': ['RUN one\nRUN two \\\n\t&& three\n', 'RUN one \\\n\t&& two \\\n\t&& three\n'],
  'no indentation': ['RUN one\nRUN two && \\\nthree\n', 'RUN one && \\\n    two && \\\nthree\n'],
  'lines of Windows': ['RUN one\r\nRUN two \\\r\n  && three\r\n', 'RUN one \\\r\n  && two \\\r\n  && three\r\n'],
  'the command in a line of its own': [
    'RUN one\nRUN \\\n  two && \\\n  three\n',
    'RUN \\\n  one && \\\n  two && \\\n  three\n',
  ],
  'equal flags, in any order': [
    'RUN --network=none --mount=type=cache,target=/c one\nRUN --mount=type=cache,target=/c --network=none two\n',
    'RUN --mount=type=cache,target=/c --network=none one && two\n',
  ],
  'redirections and quotes': ['RUN one > "/a b" 2>&1\nRUN two\n', 'RUN one > "/a b" 2>&1 && two\n'],
  'wrappers that change nothing': [
    'RUN sudo -E one && env A=1 more\nRUN two\n',
    'RUN sudo -E one && env A=1 more && two\n',
  ],
  'a variable for one command': ['RUN A=1 one\nRUN two\n', 'RUN A=1 one && two\n'],
  'a test at the end': ['RUN one && [ -f /x ]\nRUN two\n', 'RUN one && [ -f /x ] && two\n'],
  'the second may change its shell': [
    'RUN one\nRUN cd /x && export A=1 && set -e\n',
    'RUN one && cd /x && export A=1 && set -e\n',
  ],
  'another SHELL for both': [
    'SHELL ["/bin/bash", "-c"]\nRUN one\nRUN two\n',
    'SHELL ["/bin/bash", "-c"]\nRUN one && two\n',
  ],
};

for (const [name, [from, to]] of Object.entries(MERGED)) {
  test(`merged: ${name}`, () => {
    assert.equal(merged(`FROM a\n${from}`), `FROM a\n${to}`);
  });
}

test('merged: the escape character of the file', () => {
  const text = '# escape=`\nFROM a\nRUN one\nRUN two `\n    && three\n';
  assert.equal(merged(text), '# escape=`\nFROM a\nRUN one `\n    && two `\n    && three\n');
});

const LEFT: Readonly<Record<string, string>> = {
  'exec form first': 'RUN ["one"]\nRUN two\n',
  'exec form second': 'RUN one\nRUN ["two"]\n',
  'a heredoc first': 'RUN <<E\none\nE\nRUN two\n',
  'a heredoc second': 'RUN one\nRUN <<E\ntwo\nE\n',
  'a heredoc for a command': 'RUN cat <<E > /x\none\nE\nRUN two\n',
  'other flags': 'RUN --network=none one\nRUN two\n',
  'other values of flags': 'RUN --mount=type=cache,target=/a one\nRUN --mount=type=cache,target=/b two\n',
  'a list with ;': 'RUN one; more\nRUN two\n',
  'a ; at the end': 'RUN one;\nRUN two\n',
  'an alternative first': 'RUN one || true\nRUN two\n',
  'an alternative second': 'RUN one\nRUN two || true\n',
  'a pipe': 'RUN one | more\nRUN two\n',
  'the background': 'RUN one &\nRUN two\n',
  'a subshell': 'RUN (one)\nRUN two\n',
  'a condition': 'RUN if a; then b; fi\nRUN two\n',
  'a negation': 'RUN ! one\nRUN two\n',
  'a comment of the shell first': 'RUN one # why\nRUN two\n',
  'a comment of the shell second': 'RUN one\nRUN two # why\n',
  cd: 'RUN cd /x && one\nRUN two\n',
  export: 'RUN one && export A=1\nRUN two\n',
  set: 'RUN set -ex && one\nRUN two\n',
  unset: 'RUN one && unset A\nRUN two\n',
  'umask behind a wrapper': 'RUN command umask 077 && one\nRUN two\n',
  exec: 'RUN exec one\nRUN two\n',
  exit: 'RUN one && exit 0\nRUN two\n',
  source: 'RUN . /x && one\nRUN two\n',
  'an assignment for all that follows': 'RUN A=1 && one\nRUN two\n',
  'an assignment at the end': 'RUN one && A=1\nRUN two\n',
  'a command that is not known': 'RUN $TOOL one\nRUN two\n',
  'a script that cannot be read': 'RUN one "\nRUN two\n',
  'nothing but a comment': 'RUN # nothing\nRUN two\n',
};

for (const [name, from] of Object.entries(LEFT)) {
  test(`left alone: ${name}`, () => {
    assert.equal(merged(`FROM a\n${from}`), undefined);
  });
}

test('a merge of generated RUNs keeps every command once, in order', () => {
  const word = fc.constantFrom('one', 'two --flag', '"a b"', 'x > /y', 'sudo z');
  const list = fc.array(word, { minLength: 1, maxLength: 3 });
  const style = fc.constantFrom(' && ', ' && \\\n  ', ' \\\n    && ', ' \\\n# note\n\t&& ', ' \\\r\n  && ');
  fc.assert(
    fc.property(list, style, list, style, (first, styleA, second, styleB) => {
      const text = `FROM a\nRUN ${first.join(styleA)}\nRUN ${second.join(styleB)}\nCMD x\n`;
      const result = merged(text);
      assert.ok(result !== undefined, text);
      const runs = parseDockerfile(result).instructions.filter((one) => one.keyword === 'RUN');
      assert.equal(runs.length, 1, result);
      const words = (runs[0]?.rest.value ?? '').split('&&').map((part) => part.trim());
      assert.deepEqual(words, [...first, ...second], result);
      assert.equal(result.split('# note').length, text.split('# note').length, 'no comment is lost or doubled');
      assert.ok(result.endsWith('\nCMD x\n'));
    }),
  );
});

test('removing an instruction keeps the comments between its lines', () => {
  const text = '# above\nFROM a\nRUN one \\\n  # in between\n  two\nCMD x\n';
  const model = parseDockerfile(text);
  const run = model.instructions.find((one) => one.keyword === 'RUN');
  assert.ok(run);
  assert.equal(applyEdits(text, [removeInstruction(model, run)]), '# above\nFROM a\n# in between\nCMD x\n');
});

test('what is deleted from between two blank lines takes one of them along', () => {
  const text = 'FROM a\n\nRUN true\n\nCMD x\n';
  const model = parseDockerfile(text);
  const run = model.instructions.find((one) => one.keyword === 'RUN');
  assert.ok(run);
  assert.equal(applyEdits(text, [removeInstruction(model, run)]), 'FROM a\n\nCMD x\n');
});
