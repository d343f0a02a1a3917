// Adding a command to a RUN, taking one out: what the text is afterwards, and where no edit is offered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editedRun } from '../../../test/support/runEdit';
import { appendCommand, prependCommand, removeElement } from './commands';

const APPENDED: Readonly<Record<string, readonly [string, string]>> = {
  'one line': ['RUN a', 'RUN a && new'],
  'one line, blanks behind': ['RUN a && b  \nCMD x\n', 'RUN a && b && new  \nCMD x\n'],
  'operators in front': ['RUN a \\\n && b\n', 'RUN a \\\n && b \\\n && new\n'],
  'operators at the end': ['RUN a && \\\n    b\n', 'RUN a && \\\n    b && \\\n    new\n'],
  tabs: ['RUN a \\\n\t&& b\n', 'RUN a \\\n\t&& b \\\n\t&& new\n'],
  'blanks behind the operator': ['RUN a \\\n  &&  b\n', 'RUN a \\\n  &&  b \\\n  &&  new\n'],
  'a list of packages': ['RUN a && b \\\n    c \\\n    d\n', 'RUN a && b \\\n    c \\\n    d \\\n    && new\n'],
  'a comment between the lines': [
    'RUN a \\\n  # why\n  && b \\\n  # how\n  && c\n',
    'RUN a \\\n  # why\n  && b \\\n  # how\n  && c \\\n  && new\n',
  ],
  'a comment and a blank line before the last': [
    'RUN a && \\\n\n  # why\n  b\n',
    'RUN a && \\\n\n  # why\n  b && \\\n  new\n',
  ],
  'an escape at the end': ['RUN a \\\n && b \\\n', 'RUN a \\\n && b \\\n && new \\\n'],
  'a pipe, a subshell and a condition': [
    'RUN a | b && (c; d) && if e; then f; fi\n',
    'RUN a | b && (c; d) && if e; then f; fi && new\n',
  ],
  'set -e': ['RUN set -eux; \\\n\ta; \\\n\tb\n', 'RUN set -eux; \\\n\ta; \\\n\tb; \\\n\tnew\n'],
  'set -e, a list at the end': ['RUN set -e; a; b && c\n', 'RUN set -e; a; b && c && new\n'],
  'set -e, an alternative at the end': ['RUN set -e; a; b || c\n', 'RUN set -e; a; b || c; new\n'],
  'a shell with -e': ['SHELL ["/bin/sh", "-ec"]\nRUN a; b\n', 'SHELL ["/bin/sh", "-ec"]\nRUN a; b; new\n'],
  'a heredoc of one list': ['RUN <<E\na && b\nE\n', 'RUN <<E\na && b && new\nE\n'],
  'a heredoc with set -e': ['RUN <<E\nset -e\n  a\n  b\nE\nCMD x\n', 'RUN <<E\nset -e\n  a\n  b\n  new\nE\nCMD x\n'],
  'a heredoc with a comment at the end': [
    'RUN <<E\nset -e\na # why\n# end\nE\n',
    'RUN <<E\nset -e\na # why\n# end\nnew\nE\n',
  ],
  'a heredoc with a shell of its own': ['RUN <<E\n#!/bin/sh -e\na\nb\nE\n', 'RUN <<E\n#!/bin/sh -e\na\nb\nnew\nE\n'],
  'the file of a heredoc': ['RUN cat <<E > /x\nbody\nE\nCMD x\n', 'RUN cat <<E > /x && new\nbody\nE\nCMD x\n'],
  flags: ['RUN --mount=type=cache,target=/c a\n', 'RUN --mount=type=cache,target=/c a && new\n'],
  'the escape character of the file': [
    '# escape=`\nFROM a\nRUN a `\n  && b\n',
    '# escape=`\nFROM a\nRUN a `\n  && b `\n  && new\n',
  ],
  ONBUILD: ['ONBUILD RUN a\n', 'ONBUILD RUN a && new\n'],
};

const NOT_APPENDED: Readonly<Record<string, string>> = {
  'a list with ;': 'RUN a; b\n',
  'a ; at the end of set -e': 'RUN set -e; a; b;\n',
  'a ; at the end': 'RUN a && b;\n',
  'an alternative': 'RUN a && b || c\n',
  'the background': 'RUN a && b &\n',
  'the background behind set -e': 'RUN set -e; a; b &\n',
  'a comment at the end': 'RUN a # why\n',
  'a script that cannot be read': 'RUN a && (b\n',
  'an end of the shell': 'RUN a && exit 0\n',
  'another program instead of the shell': 'RUN a && exec b\n',
  'a heredoc that goes on after a failure': 'RUN <<E\na\nb\nE\n',
  'a heredoc that another shell reads': 'RUN bash <<E\na\nE\n',
  'set -e that is taken back': 'RUN set -e; a; set +e; b\n',
  'a list whose failure is not seen': 'RUN set -e; a || b && c\n',
};

const PREPENDED: Readonly<Record<string, readonly [string, string]>> = {
  'one line': ['RUN a\n', 'RUN new && a\n'],
  'operators in front': ['RUN a \\\n && b\n', 'RUN new \\\n && a \\\n && b\n'],
  'operators at the end': ['RUN a && \\\n    b\n', 'RUN new && \\\n    a && \\\n    b\n'],
  'a command in a line of its own': ['RUN \\\n  a && \\\n  b\n', 'RUN \\\n  new && \\\n  a && \\\n  b\n'],
  'set -e stays in front': ['RUN set -ex; \\\n\ta; \\\n\tb\n', 'RUN set -ex; \\\n\tnew; \\\n\ta; \\\n\tb\n'],
  'a heredoc with set -e': ['RUN <<E\nset -e\n  a\nE\n', 'RUN <<E\nset -e\n  new\n  a\nE\n'],
  'a heredoc of one list': ['RUN <<E\na && b\nE\n', 'RUN <<E\nnew && a && b\nE\n'],
};

const NOT_PREPENDED: Readonly<Record<string, string>> = {
  'a list with ;': 'RUN a; b\n',
  'an alternative': 'RUN a || b\n',
  'a heredoc that goes on after a failure': 'RUN <<E\na\nb\nE\n',
  'a script that cannot be read': 'RUN a && (b\n',
};

const REMOVED: Readonly<Record<string, readonly [number, string, string]>> = {
  'the first': [0, 'RUN a && b\n', 'RUN b\n'],
  'the last': [1, 'RUN a && b\nCMD x\n', 'RUN a\nCMD x\n'],
  'the last of the file': [1, 'RUN a && b', 'RUN a'],
  'one in between': [1, 'RUN a && b && c\n', 'RUN a && c\n'],
  'operators without blanks': [1, 'RUN a&&b&&c\n', 'RUN a&&c\n'],
  'a line with its operator in front': [1, 'RUN a \\\n  && b \\\n  && c\n', 'RUN a \\\n  && c\n'],
  'a line with its operator at the end': [1, 'RUN a && \\\n  b && \\\n  c\n', 'RUN a && \\\n  c\n'],
  'the last line, operators in front': [1, 'RUN a \\\n  && b\nCMD x\n', 'RUN a\nCMD x\n'],
  'the last line, operators at the end': [1, 'RUN a && \\\n  b\nCMD x\n', 'RUN a\nCMD x\n'],
  'the last line below a comment': [1, 'RUN a \\\n  # why\n  && b\nCMD x\n', 'RUN a\n  # why\nCMD x\n'],
  'the first line': [0, 'RUN a \\\n  && b\n', 'RUN b\n'],
  'the first of a RUN that starts below': [0, 'RUN \\\n  a && \\\n  b\n', 'RUN \\\n  b\n'],
  'several lines at once': [1, 'RUN a \\\n  && b \\\n     x \\\n  && c\n', 'RUN a \\\n  && c\n'],
  'a line of a heredoc': [1, 'RUN <<E\na\nb\nc\nE\n', 'RUN <<E\na\nc\nE\n'],
  'the last line of a heredoc': [1, 'RUN <<E\na\nb\nE\n', 'RUN <<E\na\nE\n'],
  'a line of a heredoc with a comment behind': [1, 'RUN <<E\na\nb # why\nc\nE\n', 'RUN <<E\na\n# why\nc\nE\n'],
  'before a ;': [1, 'RUN a; b; c\n', 'RUN a; c\n'],
};

const NOT_REMOVED: Readonly<Record<string, readonly [number, string]>> = {
  'the only one': [0, 'RUN a\n'],
  'an alternative': [1, 'RUN a || b\n'],
  'one with an alternative': [0, 'RUN a || b\n'],
  'the background': [0, 'RUN a & b\n'],
  'a comment inside': [1, 'RUN a && \\\n  b \\\n  # why\n  x && c\n'],
  'one with a heredoc': [1, 'RUN a && cat <<E && c\nbody\nE\n'],
};

const from = (text: string): string => (text.includes('FROM') ? text : `FROM a\n${text}`);

for (const [name, [before, after]] of Object.entries(APPENDED))
  test(`appended: ${name}`, async () => {
    assert.equal(await editedRun(from(before), (model, run) => appendCommand(model, run, 'new')), from(after));
  });

for (const [name, text] of Object.entries(NOT_APPENDED))
  test(`nothing appended: ${name}`, async () => {
    assert.equal(await editedRun(from(text), (model, run) => appendCommand(model, run, 'new')), undefined);
  });

for (const [name, [before, after]] of Object.entries(PREPENDED))
  test(`put in front: ${name}`, async () => {
    assert.equal(await editedRun(from(before), (model, run) => prependCommand(model, run, 'new')), from(after));
  });

for (const [name, text] of Object.entries(NOT_PREPENDED))
  test(`nothing put in front: ${name}`, async () => {
    assert.equal(await editedRun(from(text), (model, run) => prependCommand(model, run, 'new')), undefined);
  });

for (const [name, [index, before, after]] of Object.entries(REMOVED))
  test(`taken out: ${name}`, async () => {
    assert.equal(await editedRun(from(before), (model, run) => removeElement(model, run, index)), from(after));
  });

for (const [name, [index, text]] of Object.entries(NOT_REMOVED))
  test(`not taken out: ${name}`, async () => {
    assert.equal(await editedRun(from(text), (model, run) => removeElement(model, run, index)), undefined);
  });
