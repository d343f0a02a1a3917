// Knows: what a built image tells about the build that made it: builder, build args, variables of its base image.
import type { BaseImage, BuilderKind, BuildOptions } from '../build/options';
import type { Image, ImageRow } from '../image/model';
import type { DockerfileModel, Instruction } from '../syntax/model';

/** By the newest rows, which this build made; undefined when they do not tell. */
export function detectBuilder(rows: readonly ImageRow[]): BuilderKind | undefined {
  for (const row of [...rows].reverse()) {
    if (row.comment === 'buildkit.dockerfile.v0' || row.comment?.startsWith('buildkit.exporter') === true)
      return 'buildkit';
    if (row.comment?.startsWith('FROM ') === true) return 'buildah';
    const nop = /#\(nop\)( *)/.exec(row.createdBy);
    // The classic builder puts two blanks before metadata and one before files; buildah always one.
    if (nop && /#\(nop\) (?:COPY|ADD|WORKDIR) /.test(row.createdBy)) continue;
    if (nop) return nop[1] === '  ' ? 'classic' : 'buildah';
    if (/^(?:RUN|COPY|ADD|WORKDIR|ENV) /.test(row.createdBy)) return 'buildkit';
  }
  return rows.some(({ createdBy }) => createdBy.includes('#(nop)')) ? 'classic' : undefined;
}

/**
 * Options completed from the image: values of declared ARGs as its history shows them, and the variables of an
 * external base as its config shows them. What was given stays.
 */
export function learnOptions(model: DockerfileModel, image: Image, options: BuildOptions): BuildOptions {
  const buildArgs = {
    ...argsFromArgRows(model, image.rows),
    ...argsFromRunRows(model, image.rows),
    ...options.buildArgs,
  };
  const base = baseFromConfig(model, image);
  return { ...options, buildArgs, base: (reference) => options.base(reference) ?? base };
}

/** Values in `ARG` rows of names that the Dockerfile declares, in triggers too; the newest row of a name counts. */
function argsFromArgRows(model: DockerfileModel, rows: readonly ImageRow[]): Record<string, string> {
  const args: Record<string, string> = {};
  for (const instruction of model.instructions) {
    const acts = instruction.keyword === 'ONBUILD' ? instruction.trigger : instruction;
    if (acts?.keyword !== 'ARG') continue;
    // Values may hold blanks: the names, in their order, are what divides them.
    const names = acts.items.map(({ name }) => name.text);
    for (let i = rows.length - 1; i >= 0; i--) {
      const values = valuesInArgRow(rows[i]?.createdBy ?? '', names);
      if (!values) continue;
      for (const [name, value] of values) args[name] = value;
      break;
    }
  }
  return args;
}

/** `ARG A=1 2 B C=3` with the names A, B, C → A is `1 2`, C is `3`; undefined when the row has other names. */
function valuesInArgRow(createdBy: string, names: readonly string[]): Map<string, string> | undefined {
  if (!createdBy.startsWith('ARG ')) return undefined;
  const values = new Map<string, string>();
  let at = 'ARG'.length;
  for (const [i, name] of names.entries()) {
    if (!createdBy.startsWith(` ${name}`, at)) return undefined;
    at += name.length + 1;
    if (createdBy[at] !== '=') continue;
    const next = names[i + 1];
    const end = next === undefined ? createdBy.length : wordAt(createdBy, ` ${next}`, at + 1);
    if (end === -1) return undefined;
    values.set(name, createdBy.slice(at + 1, end));
    at = end;
  }
  return at === createdBy.length ? values : undefined;
}

/** Where `word` stands with `=`, a blank or the end behind it. */
function wordAt(text: string, word: string, from: number): number {
  for (let at = text.indexOf(word, from); at !== -1; at = text.indexOf(word, at + 1)) {
    const behind = text[at + word.length];
    if (behind === undefined || behind === '=' || behind === ' ') return at;
  }
  return -1;
}

/**
 * Values in the `|2 A=1 B=2 /bin/sh -c …` of RUN rows: the classic builder's ARG rows show the Dockerfile's defaults only.
 * Values may hold blanks: the declared names and the shell are what divides them.
 */
function argsFromRunRows(model: DockerfileModel, rows: readonly ImageRow[]): Record<string, string> {
  const args: Record<string, string> = {};
  const names = new Set(model.instructions.flatMap(declaredNames));
  const shells = [
    ...new Set([
      '/bin/sh -c ',
      ...model.instructions.flatMap(({ keyword, words }) =>
        keyword === 'SHELL' ? [`${words.map(({ text }) => text).join(' ')} `] : [],
      ),
    ]),
  ].slice(0, MOST_SHELLS);
  for (const { createdBy } of rows) {
    const prefix = /^(?:RUN )?\|\d+ /.exec(createdBy);
    if (!prefix) continue;
    const text = createdBy.slice(prefix[0].length - 1);
    const starts = [...text.matchAll(/ ([^\s=]+)=/g)].flatMap(({ index, 1: name = '' }) =>
      names.has(name) ? [{ name, index, value: index + name.length + 2 }] : [],
    );
    const end = Math.min(...shells.map((shell) => text.indexOf(` ${shell}`)).filter((index) => index !== -1));
    starts.forEach(({ name, value, index }, i) => {
      if (index >= end) return;
      const stop = Math.min(starts[i + 1]?.index ?? Infinity, end);
      if (Number.isFinite(stop)) args[name] = text.slice(value, stop);
    });
  }
  return args;
}

/** Shells looked for in a row; nobody sets more. */
const MOST_SHELLS = 20;

function declaredNames(instruction: Instruction): string[] {
  const acts = instruction.keyword === 'ONBUILD' ? instruction.trigger : instruction;
  return acts?.keyword === 'ARG' ? acts.items.map(({ name }) => name.text) : [];
}

/** The image's variables that no ENV of the Dockerfile sets come from its base. */
function baseFromConfig(model: DockerfileModel, image: Image): BaseImage {
  const own = new Set(
    model.instructions.flatMap((instruction) =>
      instruction.keyword === 'ENV' ? instruction.pairs.map(({ key }) => key.text) : [],
    ),
  );
  const env = image.config.env.filter((entry) => !own.has(entry.split('=', 1)[0] ?? ''));
  return {
    env,
    workingDir: '',
    user: '',
    onBuild: [],
    ...(image.config.shell && !hasShell(model) ? { shell: image.config.shell } : {}),
  };
}

const hasShell = (model: DockerfileModel): boolean => model.instructions.some(({ keyword }) => keyword === 'SHELL');
