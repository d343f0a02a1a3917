// Knows: the argument list of a RUN as BuildKit runs it, and the name it reports the step under.
// Source: moby/buildkit: frontend/dockerfile/dockerfile2llb/convert.go (dispatchRun).
import type { Scope } from '../build/scope';
import { chompTabs } from '../syntax/heredoc';
import { expand } from '../syntax/expand';
import type { RunInstruction } from '../syntax/model';

/** A heredoc that starts with `#!` is mounted as a file and run; undefined for any other RUN. */
export function shebangScript(
  run: RunInstruction,
  frontend: number,
  windows: boolean,
): { readonly name: string; readonly content: string } | undefined {
  const [first] = run.heredocs;
  if (!first || run.form !== 'heredoc' || windows) return undefined;
  const content = first.chomp ? chompTabs(first.content) : first.content;
  // Frontends before 1.21 look for `#!` before they drop the tabs (moby/buildkit: 2eadae25e).
  const head = frontend >= 21 ? content : first.content;
  return head.startsWith('#!') ? { name: first.name, content } : undefined;
}

export function runArguments(run: RunInstruction, scope: Scope, frontend: number, windows: boolean): string[] {
  const words = run.words.map(({ text }) => text);
  if (run.form === 'exec') return words;
  const [first] = run.heredocs;
  if (!first) return [...scope.shell, words.join(' ')];
  if (run.form !== 'heredoc') {
    const bodies = run.heredocs.map(({ content, name }) => `\n${content}${name}`).join('');
    return [...scope.shell, words.join(' ') + bodies];
  }
  const script = shebangScript(run, frontend, windows);
  if (script) return [...scope.shell, `/dev/pipes/${script.name}`];
  return [...scope.shell, first.chomp ? chompTabs(first.content) : first.content];
}

/** As the builder names the step: the line, variables put in where they are set. */
export function runTitle(run: RunInstruction, scope: Scope, escape: '\\' | '`'): string {
  const [first] = run.heredocs;
  let line = run.original.value.trim();
  if (first && run.form === 'heredoc') {
    const [summary = '', ...more] = first.content.trim().replaceAll('\r\n', '\n').split('\n');
    line += ` (${summary}${more.length > 0 ? '...' : ''})`;
  }
  const expansion = expand(line, scope, { escape, rawQuotes: true, keepUnset: true });
  const shown = expansion.error === undefined ? expansion.text : line;
  return shown.replace(/^\S+/, (word) => word.toUpperCase());
}
