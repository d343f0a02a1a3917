// RULE shell-form-cmd: the id is the file name; the examples below are run as tests.
import { placed } from '../../facts/placing';
import { dispatched, type Dispatched } from '../../facts/dispatch';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

/** What only a shell understands: then the shell form may well be meant. */
const SHELL_SYNTAX = /[|&;<>$`*?(){}~#!\\]|^\w+=/;

export const examples: RuleExamples = {
  bad: ['FROM alpine\nCMD nginx -g daemon\n', 'FROM alpine\nENTRYPOINT exec app "$@"\n'],
  fixed: [
    'FROM alpine\nCMD ["nginx", "-g", "daemon"]\n',
    'FROM alpine\nENTRYPOINT ["/bin/sh", "-c", "exec app \\"$@\\""]\n',
  ],
  good: [
    'FROM alpine\nCMD ["nginx"]\n',
    'FROM alpine\nSHELL ["/bin/bash", "-c"]\nCMD nginx\n',
    'FROM alpine AS base\nSHELL ["/bin/bash", "-c"]\nFROM base\nENTRYPOINT nginx\n',
    'FROM alpine\nHEALTHCHECK CMD true\n',
    'FROM alpine\nONBUILD CMD nginx\n',
  ],
};

export default defineRule({
  id: 'shell-form-cmd',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['cmd', 'entrypoint'],
  fix: 'confirm',
  title: 'CMD or ENTRYPOINT in shell form',
  why: 'A shell becomes the first process and does not pass signals on: `docker stop` waits and then kills the program.',
  twins: [
    'buildkit/JSONArgsRecommended',
    'hadolint/DL3025',
    'slim/ID.20012',
    'sonar/S7019',
    'kics/shell-form-cmd',
    'semgrep/prefer-json-notation',
    'buddy/EJ0002',
    'droast/DF018',
    'droast/DF025',
    'dockerlint/recommended_exec_form',
  ],
  differs:
    'Silent where a SHELL is set, as BuildKit: then the author chose a shell. hadolint looks at HEALTHCHECK too; a health check gets no signals.',
  *check(context) {
    for (const one of dispatched(context)) {
      const { acts, at, hasShell } = one;
      if ((acts.keyword !== 'CMD' && acts.keyword !== 'ENTRYPOINT') || acts.json || hasShell) continue;
      const words = acts.rest.docSpan(0, acts.rest.length);
      const fix = acts === at ? execForm(one) : undefined;
      yield {
        ...placed(context.model, at, words, 'The command'),
        message: `JSON arguments recommended for ${acts.name} to prevent unintended behavior related to OS signals`,
        ...(SHELL_SYNTAX.test(acts.rest.value) && { severity: 'hint' as const }),
        ...(fix && { fixes: [fix] }),
      };
    }
  },
});

function execForm({ acts }: Dispatched): Fix | undefined {
  const text = acts.rest.value;
  if (text === '' || acts.endLine > acts.line) return undefined;
  const isPlain = /^[\w./:=@,+%-]+(?: +[\w./:=@,+%-]+)*$/.test(text) && !/^\w+=/.test(text);
  const words = isPlain ? text.split(/ +/) : ['/bin/sh', '-c', text];
  const effect = isPlain
    ? 'the program gets signals itself, and arguments are joined'
    : 'signals still go to the shell, but the words stay apart';
  return {
    class: 'confirm',
    title: `Write it in exec form (${effect})`,
    edits: [
      {
        span: acts.rest.docSpan(0, acts.rest.length),
        newText: `[${words.map((word) => JSON.stringify(word)).join(', ')}]`,
      },
    ],
  };
}
