// A builder in memory: builds a Dockerfile with a few files, remembers, and plans the next build.
import { createHash } from 'node:crypto';
import { buildGraph } from '../../src/build/graph';
import { DEFAULT_BUILD_OPTIONS, type BuildOptions } from '../../src/build/options';
import { DEFAULT_FLAGS, type BuildFlags } from '../../src/cache/flags';
import { KeyStore } from '../../src/cache/keyStore';
import { learnBuild } from '../../src/cache/learn';
import { planBuild } from '../../src/cache/planBuild';
import { type CachePlan, type PreviousBuild } from '../../src/cache/plan';
import type { BaseFacts } from '../../src/cache/sources';
import type { Observation } from '../../src/cache/solve';
import { withNodes } from '../../src/context/patch';
import { directory, type ContextNode, type DirectoryNode, type Sha256 } from '../../src/context/tree';
import type { ShellParser } from '../../src/shell/model';
import { parseDockerfile } from '../../src/syntax/parse';

export const sha256: Sha256 = (data) => `sha256:${createHash('sha256').update(data).digest('hex')}`;

export interface Project {
  readonly dockerfile: string;
  /** Path → text; a path that ends with `/` is an empty folder; `mode` after a tab. */
  readonly files?: Readonly<Record<string, string>>;
  readonly options?: Partial<BuildOptions>;
  readonly flags?: Partial<BuildFlags>;
  readonly bases?: Readonly<Record<string, BaseFacts>>;
  /** All files of an image: path → text as above; `-> path` is a link. */
  readonly baseFiles?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export function fileNode(text: string, mode = 0o644): ContextNode {
  const bytes = new TextEncoder().encode(text);
  return { kind: 'file', mode, uid: 0, gid: 0, mtime: '', size: bytes.length, digest: sha256(bytes) };
}

const treeOf = (files: Readonly<Record<string, string>>): DirectoryNode =>
  withNodes(directory([]), new Map(Object.entries(files).map(([path, text]) => nodeOf(path, text))));

function nodeOf(path: string, text: string): [string, ContextNode] {
  if (path.endsWith('/')) return [path.slice(0, -1), directory([])];
  if (text.startsWith('-> '))
    return [path, { kind: 'symlink', mode: 0o777, uid: 0, gid: 0, mtime: '', target: text.slice(3) }];
  const [content = '', mode] = text.split('\t');
  return [path, fileNode(content, mode === undefined ? 0o644 : Number.parseInt(mode, 8))];
}

export class MemoryBuilder {
  readonly store = KeyStore.read([]);
  #previous: PreviousBuild | undefined;
  #builds = 0;

  constructor(private readonly shell?: ShellParser) {}

  #state(project: Project): PreviousBuild {
    const { bases = {} } = project;
    const graph = buildGraph(parseDockerfile(project.dockerfile), {
      ...DEFAULT_BUILD_OPTIONS,
      base: (reference) => bases[reference]?.config,
      ...project.options,
    });
    const listed = Object.entries(project.baseFiles ?? {}).map(([image, files]) => [image, treeOf(files)] as const);
    return {
      graph,
      flags: { ...DEFAULT_FLAGS, ...project.flags },
      facts: {
        bases,
        ...(listed.length > 0 && { baseFiles: Object.fromEntries(listed) }),
        context: treeOf(project.files ?? {}),
        namedContexts: {},
      },
    };
  }

  /** `observed`: what was seen of the steps, by text; nothing: a build that went through unseen. */
  build(project: Project, observed?: (text: string) => Observation): void {
    const state = this.#state(project);
    learnBuild({
      ...state,
      store: this.store,
      sha256,
      ...(this.shell && { shell: this.shell }),
      buildId: `build${String(++this.#builds)}`,
      observe:
        ({ vertexes }) =>
        (index) =>
          observed?.(vertexes[index]?.step?.text ?? '') ?? 'unseen',
    });
    this.#previous = state;
  }

  plan(project: Project, change: { readonly neverBuilt?: boolean } = {}): CachePlan {
    return planBuild({
      ...this.#state(project),
      store: this.store,
      costs: new Map(),
      sha256,
      ...(this.shell && { shell: this.shell }),
      ...(this.#previous && { previous: this.#previous }),
      ...change,
    });
  }
}

/** `hit RUN a`, `miss COPY x y: file-changed x`, one line per step. */
export const planLines = ({ steps }: CachePlan): string[] =>
  steps.map(({ verdict, text, because }) => {
    const [first] = because;
    if (!first) return `${verdict} ${text}`;
    const detail =
      'path' in first
        ? ` ${first.path ?? ''}`
        : 'name' in first
          ? ` ${first.name}`
          : 'step' in first
            ? ` ${String(first.step)}`
            : '';
    return `${verdict} ${text}: ${first.kind}${detail}`;
  });
