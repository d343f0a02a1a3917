// Knows: how a Dockerfile is written: blanks, comments, line ends, case, heredocs, forms of RUN.
import type { Scenario } from '../engine/cacheProject';

const files = { a: 'a', 'b.sh': 'b' };

export const texts: readonly Scenario[] = [
  {
    name: 'text/comments-and-blanks',
    why: 'what the parser drops is in no key',
    files: { Dockerfile: 'FROM debian:12\nRUN one\nCOPY a /a\nRUN two \\\n    && three\nCMD x\n', ...files },
    edits: [
      { name: 'a comment', replace: [['COPY', '# why\nCOPY']] },
      { name: 'blank lines', replace: [['# why\n', '\n\n\n']] },
      { name: 'a comment inside a RUN', replace: [['\\\n    &&', '\\\n# inside\n    &&']] },
      { name: 'a blank line inside a RUN', replace: [['# inside\n', '\n']] },
      {
        name: 'CRLF',
        dockerfile: 'Dockerfile',
        write: { Dockerfile: 'FROM debian:12\r\nRUN one\r\nCOPY a /a\r\nRUN two \\\r\n    && three\r\nCMD x\r\n' },
      },
      {
        name: 'small letters',
        write: { Dockerfile: 'from debian:12\nrun one\ncopy a /a\nrun two \\\n    && three\ncmd x\n' },
      },
      {
        name: 'an indented instruction',
        write: { Dockerfile: 'FROM debian:12\n  RUN one\n\tCOPY a /a\nRUN two \\\n    && three\nCMD x\n' },
      },
      {
        name: 'a check directive',
        write: {
          Dockerfile: '# check=skip=all\nFROM debian:12\nRUN one\nCOPY a /a\nRUN two \\\n    && three\nCMD x\n',
        },
      },
      {
        name: 'no line end at the end',
        write: { Dockerfile: 'FROM debian:12\nRUN one\nCOPY a /a\nRUN two \\\n    && three\nCMD x' },
      },
    ],
  },
  {
    name: 'text/blanks-in-run',
    why: 'blanks inside a shell command are kept, those around it are not',
    files: { Dockerfile: 'FROM debian:12\nRUN one two \\\n    && three\nRUN last\n', ...files },
    edits: [
      { name: 'two blanks after RUN', replace: [['RUN one', 'RUN  one']] },
      { name: 'blanks at the end', replace: [['RUN last', 'RUN last   ']] },
      { name: 'blanks behind the continuation', replace: [['two \\\n', 'two \\  \n']] },
      { name: 'two blanks inside', replace: [['one two', 'one  two']] },
      { name: 'another indentation', replace: [['    && three', '  && three']] },
      { name: 'a remark of the shell', replace: [['&& three', '&& three # why']] },
      { name: 'as it was', back: 0 },
      { name: 'on one line', replace: [[' \\\n    && three', '     && three']] },
    ],
  },
  {
    name: 'text/blanks-elsewhere',
    why: 'instructions of words are split, so their blanks do not count',
    files: {
      Dockerfile: 'FROM debian:12\nENV A=1 B=2\nCOPY a b.sh /d/\nEXPOSE 80 81\nRUN ["sh", "-c", "x"]\n',
      ...files,
    },
    edits: [
      { name: 'ENV', replace: [['A=1 B=2', 'A=1   B=2']] },
      { name: 'ENV on two lines', replace: [['A=1   B=2', 'A=1 \\\n  B=2']] },
      { name: 'COPY', replace: [['a b.sh', 'a    b.sh']] },
      { name: 'JSON', replace: [['["sh", "-c", "x"]', '[ "sh","-c","x" ]']] },
      { name: 'ENV in two', replace: [['A=1 \\\n  B=2', 'A=1\nENV B=2']] },
      { name: 'quotes', replace: [['A=1', 'A="1"']] },
      { name: 'the old form', replace: [['A="1"', 'A 1']] },
    ],
  },
  {
    name: 'text/run-forms',
    why: 'shell and exec form, and the shell in front',
    files: { Dockerfile: 'FROM debian:12\nRUN one\nRUN two\nRUN ["three"]\n', ...files },
    edits: [
      { name: 'the exec form of the same', replace: [['RUN one', 'RUN ["/bin/sh", "-c", "one"]']] },
      { name: 'another shell', replace: [['RUN two', 'SHELL ["/bin/bash", "-c"]\nRUN two']] },
      { name: 'the usual shell spelled out', replace: [['/bin/bash', '/bin/sh']] },
      {
        name: 'a shell that matters to exec forms only',
        replace: [['SHELL ["/bin/sh", "-c"]\nRUN two', 'RUN two\nSHELL ["/bin/bash", "-c"]']],
      },
      { name: 'as it was', back: 0 },
      { name: 'another word', replace: [['"three"', '"three", "four"']] },
    ],
  },
  {
    name: 'text/heredoc-run',
    why: 'the body is what runs',
    only: 'buildkit',
    since: 4,
    files: { Dockerfile: 'FROM debian:12\nRUN <<EOF\none\n# remark\ntwo\nEOF\nRUN last\n', ...files },
    edits: [
      {
        name: 'another delimiter',
        replace: [
          ['<<EOF', '<<END'],
          ['\nEOF', '\nEND'],
        ],
      },
      { name: 'a quoted delimiter', replace: [['<<END', "<<'END'"]] },
      { name: 'the remark', replace: [['# remark', '# Remark']] },
      { name: 'tabs that are dropped', replace: [["<<'END'\none\n", "<<-'END'\n\tone\n"]] },
      { name: 'a first line for another program', replace: [["<<-'END'\n\tone\n", "<<'END'\n#!/bin/sh\none\n"]] },
      {
        name: 'its delimiter',
        replace: [
          ["<<'END'", "<<'OTHER'"],
          ['\nEND', '\nOTHER'],
        ],
      },
      { name: 'its body', replace: [['two', 'three']] },
      { name: 'words in front', replace: [["<<'OTHER'\n#!/bin/sh", "cat <<'OTHER'\n#!/bin/sh"]] },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'text/heredoc-copy',
    why: 'a file in the Dockerfile, with and without variables',
    only: 'buildkit',
    since: 4,
    files: { Dockerfile: 'FROM debian:12\nARG V=1\nCOPY <<EOF a /etc/app/\nv=$V\nEOF\nRUN last\n', ...files },
    edits: [
      { name: 'the value', args: { V: '2' } },
      { name: 'no expansion', replace: [['<<EOF', '<<"EOF"']] },
      { name: 'the value, which is not looked at', args: { V: '3' } },
      {
        name: 'another name',
        replace: [
          ['<<"EOF"', '<<"CONF"'],
          ['\nEOF', '\nCONF'],
        ],
      },
      { name: 'the file beside it', write: { a: 'aa' } },
      { name: 'the body', replace: [['v=$V', 'w=$V']] },
      { name: 'as it was', back: 0, args: { V: null } },
      { name: 'an owner', replace: [['COPY <<', 'COPY --chown=1000 <<']] },
    ],
  },
  {
    name: 'text/escape',
    why: 'another escape character, the same steps',
    files: { Dockerfile: 'FROM debian:12\nENV A=1\nRUN one \\\n  two\nCOPY a /x$A\n', ...files },
    edits: [
      {
        name: 'a directive that says the same',
        write: { Dockerfile: '# escape=\\\nFROM debian:12\nENV A=1\nRUN one \\\n  two\nCOPY a /x$A\n' },
      },
      {
        name: 'a backtick',
        write: { Dockerfile: '# escape=`\nFROM debian:12\nENV A=1\nRUN one `\n  two\nCOPY a /x$A\n' },
      },
      { name: 'an escaped variable', replace: [['/x$A', '/x`$A']] },
      { name: 'as it was', back: 0 },
      { name: 'an escaped variable', replace: [['/x$A', '/x\\$A']] },
      { name: 'in braces', replace: [['/x\\$A', '/x${A}']] },
      { name: 'with a default', replace: [['/x${A}', '/x${A:-2}']] },
    ],
  },
  {
    name: 'text/expansions',
    why: 'what is expanded counts by its value',
    files: { Dockerfile: 'FROM debian:12\nARG D=/data\nENV E=e\nCOPY a $D/x\nWORKDIR /w/$E\nRUN last\n', ...files },
    edits: [
      { name: 'the value written out', replace: [['$D/x', '/data/x']] },
      { name: 'with a default that is not used', replace: [['/data/x', '${D:-/other}/x']] },
      { name: 'with an alternative', replace: [['${D:-/other}/x', '${D:+/data}/x']] },
      { name: 'the argument', args: { D: '/d2' } },
      { name: 'the argument is used', replace: [['${D:+/data}/x', '$D/x']] },
      { name: 'the variable', replace: [['E=e', 'E=f']] },
      { name: 'as it was', back: 0, args: { D: null } },
    ],
  },
];
