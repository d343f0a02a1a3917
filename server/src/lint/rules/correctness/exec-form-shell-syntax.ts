// RULE exec-form-shell-syntax: the id is the file name; the examples below are run as tests.
import type { Word } from '../../../syntax/model';
import { instructionsOf } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';

const OPERATORS = new Set(['&&', '||', '|', '>', '>>', '<', ';', '&', '2>', '2>&1', '&>']);
const SHELL = /(?:^|[/\\])(?:sh|bash|ash|dash|zsh|ksh|busybox|cmd|cmd\.exe|pwsh|powershell|powershell\.exe)$/i;

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nCMD ["make", "&&", "run"]\n',
    'FROM alpine\nRUN ["echo", "$HOME"]\n',
    'FROM alpine\nENTRYPOINT ["app", ">", "/log"]\n',
  ],
  fixed: [],
  good: [
    'FROM alpine\nCMD ["sh", "-c", "make && run"]\n',
    'FROM alpine\nCMD ["/bin/bash", "-ec", "echo $HOME", "|"]\n',
    'FROM alpine\nCMD ["app", "--price=$5"]\n',
    'FROM alpine\nRUN make && run $HOME\n',
    'FROM alpine\nENTRYPOINT ["tini", "--", "sh", "-c", "exec $APP"]\n',
  ],
};

export default defineRule({
  id: 'exec-form-shell-syntax',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax', 'run-words'],
  mentions: ['['],
  fix: 'none',
  title: 'Shell syntax in exec form',
  why: 'No shell reads it: the program gets `&&` and `$NAME` as they are.',
  twins: [],
  *check({ model }) {
    for (const { json, words, name } of instructionsOf(model, 'RUN', 'CMD', 'ENTRYPOINT')) {
      if (!json || words.some(({ text }) => SHELL.test(text))) continue;
      const operator = words.slice(1).find(({ text }) => OPERATORS.has(text));
      const variable = words.find(({ text }) => /\$(?:[A-Za-z_]\w*|\{[A-Za-z_])/.test(text));
      const word: Word | undefined = operator ?? variable;
      if (!word) continue;
      yield {
        span: word.span,
        message: operator
          ? `${name} in exec form has no shell: ${word.text} is an argument like the others.`
          : `${name} in exec form has no shell: ${word.text} stays as it is, unless the program itself replaces it.`,
        ...(!operator && { severity: 'hint' as const }),
      };
    }
  },
});
