// Knows: history entries as the Dockerfile frontend of BuildKit writes them.
// Source: moby/buildkit: frontend/dockerfile/dockerfile2llb/{convert,convert_copy,convert_expose}.go; builder-semantics §1.3.
import { cleanPath } from '../base/posixPath';
import type { Scope } from '../build/scope';
import { chompTabs } from '../syntax/heredoc';
import {
  flagIsOn,
  flagOf,
  type AddInstruction,
  type CopyInstruction,
  type Instruction,
  type RunInstruction,
} from '../syntax/model';
import { exposedPorts, sortWords } from './expose';
import { plainList, quotedList } from './goFormat';
import { healthcheckForms, healthcheckOf, quotedText, structText } from './healthcheck';
import type { EntryText, HistoryWriter } from './historyText';

export const buildkitText =
  (frontend: number, windows: boolean): HistoryWriter =>
  (instruction, scope) => {
    const entry = entryOf(instruction, scope, frontend, windows);
    // ARG applies itself: its text needs the values one after the other.
    if (instruction.keyword !== 'ARG') scope.apply(instruction);
    return entry;
  };

const config = (text: string, sure: boolean): EntryText => ({ text, sure, empty: true });

function entryOf(instruction: Instruction, scope: Scope, frontend: number, windows: boolean): EntryText | undefined {
  const texts = instruction.words.map(({ text }) => text);
  const first = texts[0] ?? '';
  switch (instruction.keyword) {
    case 'RUN':
      return {
        text: `RUN ${[...argPrefix(scope, frontend), ...runCommand(instruction, scope, frontend, windows)].join(' ')} # buildkit`,
        sure: true,
        empty: keepsEmptyLayers(frontend),
      };
    case 'COPY':
    case 'ADD':
      return { ...copyEntry(instruction, scope, frontend), empty: keepsEmptyLayers(frontend) };
    case 'WORKDIR': {
      const { path, sure } = scope.resolveWorkdir(instruction.words[0]);
      const shown = windows ? path.replace(/^[A-Za-z]:/, '').replaceAll('\\', '/') : path;
      // `//` is not `/` for the builder: only the exact root makes no directory.
      const empty = shown === '/' ? true : !sure && cleanPath(shown) === '/' ? null : keepsEmptyLayers(frontend);
      return { text: `WORKDIR ${shown}`, sure, empty };
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
      const declared = scope.declareArgs(instruction);
      // Before 1.8 the Dockerfile's default was shown, not the value in effect.
      const shown = declared.map(({ arg, written }) => [arg.name, frontend >= 8 ? arg.value : written] as const);
      const words = shown.map(([name, value]) => (value === undefined ? name : `${name}=${value}`));
      return config(
        `ARG ${words.join(' ')}`,
        declared.every(({ sure }) => sure),
      );
    }
    case 'EXPOSE': {
      const expanded = sortWords(texts).map((word) => scope.expand(word));
      const ports = exposedPorts(expanded.flatMap(({ words }) => words));
      const list = `EXPOSE ${plainList(ports)}`;
      const map = `EXPOSE map[${sortWords([...new Set(ports)])
        .map((port) => `${port}:{}`)
        .join(' ')}]`;
      return {
        ...config(
          frontend >= 18 ? list : map,
          expanded.every(({ sure }) => sure),
        ),
        alternatives: [list, map],
      };
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
      return config(`MAINTAINER ${first}`, true);
    case 'SHELL':
      return config(`SHELL ${plainList(texts)}`, true);
    case 'CMD':
    case 'ENTRYPOINT':
      return config(
        `${instruction.keyword} ${quotedList(instruction.json ? texts : [...scope.shell, texts.join(' ')])}`,
        true,
      );
    case 'HEALTHCHECK': {
      const check = healthcheckOf(instruction);
      const text = `HEALTHCHECK ${frontend >= 24 ? structText(check) : quotedText(check, frontend >= 6)}`;
      return { ...config(text, true), alternatives: healthcheckForms(check).map((form) => `HEALTHCHECK ${form}`) };
    }
    // ONBUILD is stored in the config only; an unknown instruction fails the build.
    case 'ONBUILD':
    case 'FROM':
    case 'UNKNOWN':
      return undefined;
  }
}

/** Exporters before BuildKit 0.10 (frontend 1.4) dropped layers without files, so that one cannot know beforehand. */
const keepsEmptyLayers = (frontend: number): boolean | null => (frontend >= 4 ? false : null);

/** `|2 A=1 B=`: one item per ARG name in order of declaration, with the value that RUN sees now. */
function argPrefix(scope: Scope, frontend: number): string[] {
  const items = scope.args.map(({ name, value }) => [name, scope.get(name) ?? value ?? ''] as const);
  if (items.length === 0) return [];
  const shown = frontend >= 12 ? [...new Map(items)] : items;
  return [`|${String(shown.length)}`, ...shown.map(([name, value]) => `${name}=${value}`)];
}

function runCommand(run: RunInstruction, scope: Scope, frontend: number, windows: boolean): string[] {
  const texts = run.words.map(({ text }) => text);
  if (run.form === 'exec') return texts;
  const [first] = run.heredocs;
  if (!first) return [...scope.shell, texts.join(' ')];
  if (run.form !== 'heredoc') {
    const bodies = run.heredocs.map(({ content, name }) => `\n${content}${name}`).join('');
    return [...scope.shell, texts.join(' ') + bodies];
  }
  const body = first.chomp ? chompTabs(first.content) : first.content;
  // Frontends before 1.21 look for `#!` before they drop the tabs (moby/buildkit: 2eadae25e).
  const head = frontend >= 21 ? body : first.content;
  return [...scope.shell, head.startsWith('#!') && !windows ? `/dev/pipes/${first.name}` : body];
}

function copyEntry(
  instruction: CopyInstruction | AddInstruction,
  scope: Scope,
  frontend: number,
): { text: string; sure: boolean } {
  const parts: string[] = [instruction.keyword];
  let sure = true;
  const expanded = (text: string): string => {
    const expansion = scope.expand(text);
    sure &&= expansion.sure;
    return expansion.text;
  };
  if (instruction.keyword === 'COPY' && frontend >= 7 && flagIsOn(instruction, 'parents')) parts.push('--parents');
  for (const name of frontend >= 7 ? ['chown', 'chmod'] : []) {
    const value = expanded(flagOf(instruction, name)?.value ?? '');
    if (value !== '') parts.push(`--${name}=${value}`);
  }
  for (const source of instruction.sources) parts.push(expanded(source.text));
  for (const { heredoc } of instruction.heredocSources) parts.push(`<<${heredoc.name}`);
  parts.push(expanded(instruction.destination?.text ?? ''));
  return { text: `${parts.join(' ')} # buildkit`, sure };
}
