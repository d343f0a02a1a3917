// Knows: what a built image tells about the build that made it: builder, build args, variables of its base image.
import type { BaseImage, BuilderKind, BuildOptions } from '../build/options';
import type { Image, ImageRow } from '../image/model';
import type { DockerfileModel } from '../syntax/model';

/** By the newest rows, which this build made; undefined when they do not tell. */
export function detectBuilder(rows: readonly ImageRow[]): BuilderKind | undefined {
  for (const row of [...rows].reverse()) {
    if (row.comment === 'buildkit.dockerfile.v0' || row.comment?.startsWith('buildkit.exporter') === true) return 'buildkit';
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
  const buildArgs = { ...argsFromHistory(model, image.rows), ...options.buildArgs };
  const base = baseFromConfig(model, image);
  return { ...options, buildArgs, base: (reference) => options.base(reference) ?? base };
}

/** Values in `ARG` rows of names that the Dockerfile declares, in triggers too; the newest row of a name counts. */
function argsFromHistory(model: DockerfileModel, rows: readonly ImageRow[]): Record<string, string> {
  const args: Record<string, string> = {};
  for (const instruction of model.instructions) {
    const acts = instruction.keyword === 'ONBUILD' ? instruction.trigger : instruction;
    if (acts?.keyword !== 'ARG') continue;
    // Values may hold blanks: the names, in their order, are what divides them.
    const names = acts.items.map(({ name }) => name.text);
    const pattern = new RegExp(`^ARG ${names.map((name) => `${name.replace(/[^\w]/g, '\\$&')}(?:=(.*?))?`).join(' ')}$`, 's');
    const values = rows.findLast(({ createdBy }) => pattern.test(createdBy))?.createdBy.match(pattern)?.slice(1);
    names.forEach((name, i) => {
      const value = values?.[i];
      if (value !== undefined) args[name] = value;
    });
  }
  return args;
}

/** The image's variables that no ENV of the Dockerfile sets come from its base. */
function baseFromConfig(model: DockerfileModel, image: Image): BaseImage {
  const own = new Set(
    model.instructions.flatMap((instruction) => (instruction.keyword === 'ENV' ? instruction.pairs.map(({ key }) => key.text) : [])),
  );
  const env = image.config.env.filter((entry) => !own.has(entry.split('=', 1)[0] ?? ''));
  return { env, workingDir: '', user: '', onBuild: [], ...(image.config.shell && !hasShell(model) ? { shell: image.config.shell } : {}) };
}

const hasShell = (model: DockerfileModel): boolean => model.instructions.some(({ keyword }) => keyword === 'SHELL');
