// Knows: how a Dockerfile of `layerlens lint` is built, as the project's own files say: compose, bake, tasks, scripts, CI,
// and above them layerlens.yaml. A project is read once, when its first Dockerfile is asked about.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, parse, relative, resolve, sep } from 'node:path';
import { nodeProject } from '../host/nodeProject';
import type { SaidOfBuild } from '../lint/config/configBuild';
import type { ProjectFact } from '../lint/facts/projectFact';
import type { BuildTarget } from '../project/buildTarget';

export interface FoundBuild {
  /** Absolute; undefined: the files differ, or nothing says which folder it is. */
  readonly context: string | undefined;
  /** Empty: the last stage. */
  readonly stage: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly project: ProjectFact | undefined;
}

export interface Asked {
  readonly dockerfile: string;
  /** The folder named to us, in which it was found; undefined: it was named itself. */
  readonly folder: string | undefined;
}

export const NO_BUILD: FoundBuild = { context: undefined, stage: '', buildArgs: {}, project: undefined };

export class LintBuilds {
  readonly #tops = new Map<string, string | undefined>();
  #resolver: ReturnType<typeof loadResolver> | undefined;
  readonly #projects = new Map<string, Promise<readonly BuildTarget[]>>();

  #wanted: readonly Asked[] = [];

  /** @param readsProject false: only what the configuration says counts. */
  constructor(private readonly readsProject: boolean) {}

  /** All that will be asked about: files that cannot be about one of these are not looked into. */
  expect(wanted: readonly Asked[]): void {
    this.#wanted = wanted;
  }

  async of({ dockerfile, folder }: Asked, said: SaidOfBuild | undefined): Promise<FoundBuild> {
    if (!this.readsProject && !said) return NO_BUILD;
    const path = resolve(dockerfile);
    const root = this.#rootOf(path, folder);
    const { configured, targetsFor, assumedTarget, askedByAny, sameInAll, inWorkspace } = await (this.#resolver ??=
      loadResolver());
    const inner = inWorkspace(slashed(root), slashed(path));
    const all = this.readsProject ? await this.#targetsOf(root) : [];
    const targets = configured([...targetsFor(all, inner), assumedTarget(inner)], said, slashed(root));
    const { context, stage, buildArgs } = sameInAll(targets);
    return {
      context: context === undefined ? undefined : resolve(root, context),
      stage,
      buildArgs,
      project: askedByAny(targets),
    };
  }

  #targetsOf(root: string): Promise<readonly BuildTarget[]> {
    const known = this.#projects.get(root);
    if (known) return known;
    const reading = loadResolver().then(({ allTargets, filesAbout, inWorkspace }) => {
      const wanted = this.#wanted.map(({ dockerfile, folder }) => ({ path: resolve(dockerfile), folder }));
      const here = wanted.filter(({ path, folder }) => this.#rootOf(path, folder) === root);
      const about = here.map(({ path }) => inWorkspace(slashed(root), slashed(path)));
      // Without buildx: what is found must not hang on what this machine has installed.
      return allTargets(filesAbout(nodeProject(root, { env: process.env, waits: true }), about));
    });
    this.#projects.set(root, reading);
    return reading;
  }

  /** The repository; without one the working directory, the folder that was named, or the Dockerfile's own. */
  #rootOf(path: string, folder: string | undefined): string {
    const own = dirname(path);
    const top = this.#topOf(own);
    if (top !== undefined) return top;
    const cwd = process.cwd();
    // Nobody's project is a whole home folder, or the whole disk.
    if (isBelow(path, cwd) && cwd !== homedir() && cwd !== parse(cwd).root) return cwd;
    return folder !== undefined && isBelow(path, resolve(folder)) ? resolve(folder) : own;
  }

  /** The nearest folder with `.git`, upwards. */
  #topOf(folder: string): string | undefined {
    if (this.#tops.has(folder)) return this.#tops.get(folder);
    const above = dirname(folder);
    // The calls that wait: there is one for each folder, and nothing else to do meanwhile.
    const found = existsSync(join(folder, '.git')) ? folder : above === folder ? undefined : this.#topOf(above);
    this.#tops.set(folder, found);
    return found;
  }
}

/** Not before it is needed: no other command has a use for most of it. */
async function loadResolver() {
  const [resolver, overlay, together, place, relevant] = await Promise.all([
    import('../project/resolve'),
    import('../project/configured'),
    import('../project/together'),
    import('../project/place'),
    import('../project/relevant'),
  ]);
  return { ...resolver, ...overlay, ...together, ...place, ...relevant };
}

function isBelow(path: string, folder: string): boolean {
  const inner = relative(folder, path);
  return inner !== '..' && !inner.startsWith(`..${sep}`) && !isAbsolute(inner);
}

const slashed = (path: string): string => path.replaceAll('\\', '/');
