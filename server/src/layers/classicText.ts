// Knows: history entries as the classic builder (DOCKER_BUILDKIT=0) writes them.
// Source: moby: daemon/builder/dockerfile/{dispatchers,internals}.go; builder-semantics §1.4, §6b.23–28.
import { cleanPath } from '../base/posixPath';
import type { BuildArg, Scope } from '../build/scope';
import { flagOf, type AddInstruction, type CopyInstruction, type Instruction } from '../syntax/model';
import { sortWords } from './expose';
import { plainList, quotedList } from './goFormat';
import { healthcheckForms, healthcheckOf, quotedText, structText } from './healthcheck';
import type { EntryText, HistoryWriter, StageFacts } from './historyText';

/** Stands where the builder writes a hash of the copied files, which the text alone cannot tell. */
export const UNKNOWN_HASH = '…';

/** The classic builder of an engine whose embedded frontend is 1.`frontend`. */
export const classicText =
  (frontend: number): HistoryWriter =>
  (instruction, scope, facts) => {
    // SHELL shows on its own entry already; everything else sees the state before it.
    if (instruction.keyword === 'SHELL') scope.apply(instruction);
    const entry = entryOf(instruction, scope, facts, frontend);
    if (instruction.keyword !== 'SHELL' && instruction.keyword !== 'ARG') scope.apply(instruction);
    return entry;
  };

function entryOf(instruction: Instruction, scope: Scope, facts: StageFacts, frontend: number): EntryText | undefined {
  const texts = instruction.words.map(({ text }) => text);
  const first = texts[0] ?? '';
  const shell = scope.shell.join(' ');
  const config = (text: string, sure = true): EntryText => ({ text: `${shell} #(nop)  ${text}`, sure, empty: true });
  switch (instruction.keyword) {
    case 'RUN': {
      // Heredoc bodies are never read: the words of the first line are all that runs.
      const command = instruction.form === 'exec' ? texts : [...scope.shell, ...texts];
      return { text: [...argPrefix(scope), ...command].join(' '), sure: true, empty: null };
    }
    case 'COPY':
    case 'ADD':
      return { ...copyEntry(instruction, scope, shell), empty: false };
    case 'WORKDIR': {
      const { path, sure } = scope.resolveWorkdir(instruction.words[0]);
      const clean = cleanPath(path);
      const exists = clean === '/' || facts.madeDirectories.has(clean);
      return {
        text: `${shell} #(nop) WORKDIR ${path}`,
        sure,
        empty: exists ? true : facts.fileSystemIsEmpty && sure ? false : null,
      };
    }
    case 'ENV':
    case 'LABEL': {
      const pairs = instruction.pairs.map(
        ({ key, value }) => [scope.expand(key.text), scope.expand(value.text)] as const,
      );
      const text = pairs.map(([key, value]) => ` ${key.text}=${value.text}`).join('');
      return config(
        instruction.keyword + text,
        pairs.every(([key, value]) => key.sure && value.sure),
      );
    }
    case 'ARG': {
      // The Dockerfile's default is shown, not the value given.
      const declared = scope.declareArgs(instruction);
      const words = declared.map(({ arg, written }) => (written === undefined ? arg.name : `${arg.name}=${written}`));
      return config(
        `ARG ${words.join(' ')}`,
        declared.every(({ sure }) => sure),
      );
    }
    case 'EXPOSE': {
      const expanded = sortWords(texts).map((word) => scope.expand(word));
      return config(
        `EXPOSE ${expanded.flatMap(({ words }) => words).join(' ')}`,
        expanded.every(({ sure }) => sure),
      );
    }
    case 'VOLUME': {
      const expanded = texts.map((word) => scope.expand(word.trim()));
      return config(
        `VOLUME ${plainList(expanded.map(({ text }) => text))}`,
        expanded.every(({ sure }) => sure),
      );
    }
    case 'USER':
    case 'STOPSIGNAL': {
      const { text, sure } = scope.expand(first);
      return config(`${instruction.keyword} ${text}`, sure);
    }
    case 'MAINTAINER':
      return config(`MAINTAINER ${first}`);
    case 'SHELL':
      return config(`SHELL ${plainList(texts)}`);
    case 'CMD':
    case 'ENTRYPOINT':
      // A bare ENTRYPOINT clears it; a bare CMD is the shell alone.
      if (instruction.keyword === 'ENTRYPOINT' && texts.length === 0) return config('ENTRYPOINT []');
      return config(`${instruction.keyword} ${quotedList(instruction.json ? texts : [...scope.shell, ...texts])}`);
    case 'HEALTHCHECK': {
      const check = healthcheckOf(instruction);
      const text = `HEALTHCHECK ${frontend >= 24 ? `&${structText(check)}` : quotedText(check, frontend >= 6)}`;
      return {
        ...config(text),
        alternatives: healthcheckForms(check).map((form) => config(`HEALTHCHECK ${form}`).text),
      };
    }
    case 'ONBUILD':
      return config(`ONBUILD ${instruction.expression}`);
    case 'FROM':
    case 'UNKNOWN':
      return undefined;
  }
}

/**
 * `|1 A=b`, sorted; ARGs without a value and those that ENV hides are left out. A proxy argument that was given but not
 * declared counts as an argument and is then not shown: `|0`.
 */
export function argPrefix(scope: Scope): string[] {
  const seen = new Map(scope.args.filter(({ name }) => !scope.hasConfigEnv(name)).map((arg) => [arg.name, arg]));
  const shown = [...seen.values()].filter((arg): arg is BuildArg & { value: string } => arg.value !== undefined);
  if (shown.length === 0 && !scope.hasUndeclaredProxy) return [];
  return [`|${String(shown.length)}`, ...sortWords(shown.map(({ name, value }) => `${name}=${value}`))];
}

function copyEntry(
  instruction: CopyInstruction | AddInstruction,
  scope: Scope,
  shell: string,
): { text: string; sure: boolean } {
  const chown = scope.expand(flagOf(instruction, 'chown')?.value ?? '').text;
  const destination = scope.expand(instruction.destination?.text ?? '').text;
  // Downloads are hashed without a word in front.
  const isDownload = instruction.sources.length === 1 && /^https?:\/\//.test(instruction.sources[0]?.text ?? '');
  const hash = isDownload
    ? UNKNOWN_HASH
    : instruction.sources.length > 1
      ? `multi:${UNKNOWN_HASH}`
      : `file:${UNKNOWN_HASH}`;
  const text = `${instruction.keyword} ${chown === '' ? '' : `--chown=${chown} `}${hash} in ${destination} `;
  return { text: `${shell} #(nop) ${text}`, sure: false };
}
