// Knows: the Dockerfiles of test/corpus and their sidecars.
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';

export interface CorpusCase {
  /** `run/forms` */
  readonly name: string;
  readonly dockerfile: string;
  readonly why: string;
  readonly target?: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly platform?: string;
  /** `buildkit`, `classic`, `old-buildkit`: who is expected to build it. */
  readonly builders: readonly string[];
  /** False for files from elsewhere, of which nobody promised that they build offline. */
  readonly mustBuild: boolean;
  /** The first frontend 1.N that takes it. */
  readonly minFrontend: number;
  readonly skip?: string;
  /** Context files beside those that the harness makes for COPY sources. */
  readonly files: Readonly<Record<string, string | { tar: Record<string, string> }>>;
}

interface Sidecar {
  why?: string;
  target?: string;
  buildArgs?: Record<string, string>;
  platform?: string;
  builders?: string[];
  minFrontend?: string;
  skip?: string;
  files?: CorpusCase['files'];
}

export async function readCorpus(folder: string): Promise<CorpusCase[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.Dockerfile'))
    .map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.sort().map((file) => readCase(folder, file)));
}

async function readCase(folder: string, file: string): Promise<CorpusCase> {
  const dockerfile = await readFile(file, 'utf8');
  const sidecar = await readSidecar(join(dirname(file), `${basename(file, '.Dockerfile')}.json`));
  return {
    name: relative(folder, file)
      .replace(/\.Dockerfile$/, '')
      .replaceAll('\\', '/'),
    dockerfile,
    why: sidecar?.why ?? '',
    ...(sidecar?.target === undefined ? {} : { target: sidecar.target }),
    buildArgs: sidecar?.buildArgs ?? {},
    ...(sidecar?.platform === undefined ? {} : { platform: sidecar.platform }),
    builders: sidecar === undefined ? ['buildkit', 'classic', 'old-buildkit'] : (sidecar.builders ?? ['buildkit']),
    mustBuild: sidecar !== undefined,
    minFrontend: Number(/^1\.(\d+)/.exec(sidecar?.minFrontend ?? '1.0')?.[1] ?? '0'),
    ...(sidecar?.skip === undefined ? {} : { skip: sidecar.skip }),
    files: sidecar?.files ?? {},
  };
}

async function readSidecar(file: string): Promise<Sidecar | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Sidecar;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${file} is not a sidecar: ${String(error)}`, { cause: error });
  }
}
