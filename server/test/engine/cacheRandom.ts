// Knows: projects and edits that nobody thought of, made from a seed: the same seed gives the same sequence for the same
// kind of builder. Knows no builder's rules beyond which words it can read.
import { applyEdit, statesOf, type Content, type Edit, type ProjectState, type Scenario } from './cacheProject';

export interface Dialect {
  readonly builder: 'buildkit' | 'classic';
  readonly frontend: number;
}

const EDITS = 5;

export function randomScenario(seed: number, dialect: Dialect): Scenario {
  return new Generator(seed, dialect).scenario();
}

interface Stage {
  readonly name: string;
  readonly base: string;
  readonly lines: string[];
}

/** What the Dockerfile is written from. */
interface Draft {
  readonly head: readonly string[];
  readonly globals: readonly string[];
  readonly stages: readonly Stage[];
  readonly crlf: boolean;
}

/** A small generator of good enough numbers (mulberry32). */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class Generator {
  readonly #next: () => number;
  #counter = 0;
  #draft: Draft = { head: [], globals: [], stages: [], crlf: false };
  /** As they were at each build. */
  readonly #drafts: Draft[] = [];
  readonly #states: ProjectState[] = [];

  constructor(
    private readonly seed: number,
    private readonly dialect: Dialect,
  ) {
    this.#next = random(seed * 7919 + (dialect.builder === 'classic' ? 7 : 3));
  }

  scenario(): Scenario {
    const files: Record<string, Content> = {};
    for (const path of FILES) files[path] = this.#text();
    files['vendor.tar'] = { tar: { 'v/one': this.#text(), 'v/two': this.#text() } };
    if (this.#chance(0.35)) files['.dockerignore'] = this.#ignoreFile();
    const globals = this.#chance(0.3) ? [`ARG BASE=${this.#pick(BASES)}`] : [];
    const count = this.#pick([1, 1, 2, 2, 3]);
    for (let i = 0; i < count; i++)
      this.#draft = { ...this.#draft, globals, stages: [...this.#draft.stages, this.#stage(i, globals.length > 0)] };
    files['Dockerfile'] = dockerfile(this.#draft);
    const start = { folders: ['empty'], links: { 'current.js': 'src/x.js', srclink: 'src' } };
    this.#states.push(...statesOf({ files, start, edits: [] }));
    this.#drafts.push(this.#draft);
    const edits: Edit[] = [];
    for (let i = 0; i < EDITS; i++) {
      const edit = this.#edit(i);
      edits.push(edit);
      this.#states.push(applyEdit(this.#now(), edit, this.#states, this.#states.length + 1));
      this.#drafts.push(this.#draft);
    }
    return { name: `random/${String(this.seed)}`, why: 'random', files, start, edits };
  }

  #now(): ProjectState {
    const state = this.#states.at(-1);
    if (!state) throw new Error('nothing was built yet');
    return state;
  }

  get #stages(): readonly Stage[] {
    return this.#draft.stages;
  }

  /** Paths of the context, the Dockerfile left out. */
  #paths(kind: 'file' | 'folder'): string[] {
    return [...this.#now().entries]
      .filter(([path, entry]) => entry.kind === kind && path !== 'Dockerfile')
      .map(([path]) => path);
  }

  #stage(index: number, hasBase: boolean): Stage {
    const isChild = index > 0 && this.#chance(0.3);
    const base = isChild ? this.#pick(this.#stages).name : hasBase && this.#chance(0.5) ? '$BASE' : this.#pick(BASES);
    const stage: Stage = {
      name: this.#pick(['one', 'two', 'build', 'deps', 'final']) + String(index),
      base,
      lines: [],
    };
    const count = 3 + Math.floor(this.#next() * 6);
    for (let i = 0; i < count; i++) stage.lines.push(this.#instruction(index));
    return stage;
  }

  #instruction(stage: number): string {
    const kinds: [number, () => string][] = [
      [5, () => this.#run(stage)],
      [5, () => this.#copy(stage)],
      [
        1,
        () =>
          `ADD ${this.#flags(['chown'])}${this.#pick(['vendor.tar', 'a.txt', 'src', 'conf/', '*.txt'])} ${this.#destination(true)}`,
      ],
      [2, () => `WORKDIR ${this.#pick(['/app', '/app/', 'sub', '/', '/srv/web', '$HOME_DIR', '.'])}`],
      [2, () => `ENV ${this.#pick(['A', 'B', 'HOME_DIR', 'C'])}=${this.#value()}`],
      [1, () => `ENV A=${this.#value()} B=$A`],
      [2, () => `ARG ${this.#pick(['X', 'Y', 'A'])}${this.#chance(0.7) ? `=${this.#value()}` : ''}`],
      [1, () => `USER ${this.#pick(['root', 'node', '1000', '1000:1000', '0'])}`],
      [1, () => `LABEL l=${this.#value()}`],
      [
        1,
        () =>
          this.#pick([
            'EXPOSE 80',
            'CMD ["x"]',
            'CMD x y',
            'ENTRYPOINT ["e"]',
            'STOPSIGNAL SIGTERM',
            'HEALTHCHECK NONE',
            'MAINTAINER me',
            'ONBUILD RUN triggered',
            'SHELL ["/bin/bash", "-c"]',
            'SHELL ["/bin/sh", "-e", "-c"]',
          ]),
      ],
    ];
    if (this.#speaks(4)) kinds.push([1, () => this.#heredoc()]);
    return this.#weighed(kinds)();
  }

  #run(stage: number): string {
    const mounts: string[] = [];
    if (this.dialect.builder === 'buildkit' && this.#chance(0.35)) {
      mounts.push(
        this.#pick([
          '--mount=type=cache,target=/c',
          '--mount=type=cache,target=/c,id=mine',
          '--mount=type=cache,target=/c,sharing=locked',
          '--mount=type=tmpfs,target=/t',
          '--mount=type=secret,id=token',
          '--mount=type=bind,target=/ctx',
          '--mount=type=bind,source=src,target=/mnt/src',
          '--mount=source=a.txt,target=/mnt/a.txt',
          '--mount=type=bind,source=src,target=/mnt/rw,rw',
          '--mount=type=bind,source=conf,target=/mnt/conf',
          '--mount=type=ssh',
          ...(stage > 0
            ? [`--mount=type=bind,from=${this.#stages[Math.floor(this.#next() * stage)]?.name ?? ''},target=/from`]
            : []),
        ]),
      );
      if (this.#chance(0.2)) mounts.push('--mount=type=cache,target=/second,uid=1000,mode=0700');
    }
    if (this.dialect.builder === 'buildkit' && this.#speaks(3) && this.#chance(0.05)) mounts.push('--network=none');
    const flags = mounts.map((mount) => `${mount} `).join('');
    const words = `step ${this.#value()}`;
    return `RUN ${flags}${this.#pick([words, `${words} $A`, `["echo", "${words}"]`, `${words} \\\n    && more`, `${words} \\\n# inside\n  && less`])}`;
  }

  #copy(stage: number): string {
    if (stage > 0 && this.#chance(0.35)) {
      const at = Math.floor(this.#next() * stage);
      const from = this.#chance(0.3) ? String(at) : (this.#stages[at]?.name ?? '0');
      return `COPY --from=${from} ${this.#flags(['chown', 'chmod'])}${this.#pick(['/etc/passwd', '/etc', '/etc/os-release', ...this.#copied(at)])} ${this.#destination(false)}`;
    }
    if (this.dialect.builder === 'buildkit' && this.#speaks(4) && this.#chance(0.2))
      return `COPY --link ${this.#flags(['chown'])}${this.#pick(['a.txt', 'src', 'conf', 'src/lib/z.js'])} ${this.#pick(['/linked/', '/l/', '/app/'])}`;
    const [sources, isMany] = this.#pick<[string, boolean]>([
      ['a.txt', false], ['src', false], ['src/', false], ['.', false], ['conf', false], ['*.txt', true], ['src/*.js', true],
      ['a.txt b.txt', true], ['src conf', true], ['./a.txt', false], ['current.js', false], ['srclink', false], ['empty', false],
      ['bin/run.sh', false], ['src/lib conf/extra', true], ['no*thing a.txt', true], ['srclink/lib', false],
    ]); // prettier-ignore
    return `COPY ${this.#flags(['chown', 'chmod', 'exclude'])}${sources} ${this.#destination(isMany)}`;
  }

  /** Where COPYs of that stage put things. */
  #copied(stage: number): string[] {
    return (this.#stages[stage]?.lines ?? []).flatMap((line) => {
      const destination = /^(?:COPY|ADD) .* (\/[^ ]+)$/.exec(line)?.[1];
      return destination === undefined ? [] : [destination];
    });
  }

  #flags(allowed: readonly string[]): string {
    let flags = '';
    if (allowed.includes('chown') && this.#chance(0.12))
      flags += `--chown=${this.#pick(['1000:1000', 'node', 'node:node', '0:0', 'root', '1000'])} `;
    if (this.dialect.builder !== 'buildkit') return flags;
    if (allowed.includes('chmod') && this.#speaks(3) && this.#chance(0.12))
      flags += `--chmod=${this.#pick(['755', '0644', '600'])} `;
    if (allowed.includes('exclude') && this.#speaks(19) && this.#chance(0.1))
      flags += `--exclude=${this.#pick(['*.js', '**/z.js', 'lib', 'e.conf'])} `;
    return flags;
  }

  #destination(isMany: boolean): string {
    return isMany
      ? this.#pick(['/d/', './', 'many/', '/app/'])
      : this.#pick(['/d/', './', '/x', 'y', '/app/z', '/opt/deep/w/', '.']);
  }

  #heredoc(): string {
    const name = this.#pick(['EOF', 'END']);
    return this.#pick([
      `RUN <<${name}\nstep ${this.#value()}\n# comment\n${name}`,
      `RUN <<-${name}\n\tstep ${this.#value()}\n${name}`,
      `RUN <<${name}\n#!/bin/sh\nstep ${this.#value()}\n${name}`,
      `RUN cat <<${name} > /f\nbody ${this.#value()}\n${name}`,
      `COPY <<${name} /h/file\nbody $A ${this.#value()}\n${name}`,
      `COPY <<"${name}" a.txt /h/\nbody $A\n${name}`,
    ]);
  }

  #ignoreFile(): string {
    const all = [
      '*.log',
      'src/lib',
      'conf/*',
      '!conf/app.conf',
      '**/n*.js',
      '!src/x.js',
      'src/lib/n*',
      'Dockerfile',
      '.dockerignore',
      'empty',
      '# comment',
      'docs/',
      '/conf/extra',
      'x.txt',
      'src/l*',
      '*/n*',
    ];
    return `${all.filter(() => this.#chance(0.12)).join('\n')}\n`;
  }

  #edit(index: number): Edit {
    const name = `edit ${String(index + 1)}`;
    const kinds: [number, () => Edit][] = [
      [5, () => ({ name: `${name}: content`, write: { [this.#pick(this.#texts())]: this.#text() } })],
      [3, () => ({ name: `${name}: new file`, write: { [this.#newPath()]: this.#text() } })],
      [
        2,
        () => ({
          name: `${name}: removal`,
          remove: [
            this.#pick(
              this.#chance(0.6)
                ? this.#paths('file').filter((path) => path.includes('/'))
                : this.#paths(this.#chance(0.5) ? 'file' : 'folder'),
            ),
          ],
        }),
      ],
      [
        2,
        () => ({
          name: `${name}: chmod`,
          chmod: { [this.#pick(this.#paths('file'))]: this.#pick([0o755, 0o600, 0o644, 0o4755]) },
        }),
      ],
      [
        1,
        () => ({
          name: `${name}: chmod of a folder`,
          chmod: { [this.#pick(this.#paths('folder'))]: this.#pick([0o700, 0o755, 0o777]) },
        }),
      ],
      [1, () => ({ name: `${name}: touch`, touch: [this.#pick(this.#paths('file'))] })],
      [1, () => this.#keptTime(name)],
      [2, () => this.#renamed(name)],
      [1, () => ({ name: `${name}: a folder`, folders: [this.#pick(['src/new', 'other', 'empty/in'])] })],
      [
        1,
        () => ({
          name: `${name}: a link`,
          links: {
            [this.#pick(['current.js', 'src/l.js', 'srclink'])]: this.#pick([
              'src/y.js',
              'conf',
              'src',
              'nowhere',
              'a.txt',
            ]),
          },
        }),
      ],
      [16, () => this.#rewriting(name)],
      [
        2,
        () => ({
          name: `${name}: argument`,
          args: { [this.#pick(['X', 'Y', 'A', 'Z'])]: this.#pick(['1', '2', '', null, null]) },
        }),
      ],
      [1, () => ({ name: `${name}: base argument`, args: { BASE: this.#pick([...BASES, null]) } })],
      [2, () => ({ name: `${name}: ignore file`, write: { '.dockerignore': this.#ignoreFile() } })],
      [1, () => ({ name: `${name}: target`, target: this.#pick(['', ...this.#stages.map((stage) => stage.name)]) })],
      [1, () => ({ name: `${name}: no cache`, noCache: true })],
      [1, () => ({ name: `${name}: nothing` })],
    ];
    if (index > 0) kinds.push([4, () => this.#back(name, Math.floor(this.#next() * index))]);
    return this.#weighed(kinds)();
  }

  #back(name: string, build: number): Edit {
    this.#draft = this.#drafts[build] ?? this.#draft;
    return { name: `${name}: back to build ${String(build)}`, back: build };
  }

  #texts(): string[] {
    return this.#paths('file').filter((path) => !path.endsWith('.tar') && path !== '.dockerignore');
  }

  #newPath(): string {
    return `${this.#pick(['', 'src/', 'src/lib/', 'conf/', 'new/'])}n${String(this.#count())}${this.#pick(['.js', '.txt', '.log'])}`;
  }

  /** Same size, same time, other bytes: the upload passes it by. */
  #keptTime(name: string): Edit {
    const path = this.#pick(this.#texts());
    const entry = this.#now().entries.get(path);
    const text = entry?.kind === 'file' && typeof entry.content === 'string' ? entry.content : '';
    return {
      name: `${name}: kept time of ${path}`,
      keepTime: { [path]: text.replace(/^text/, this.#pick(['tixt', 'toxt', 'text'])) },
    };
  }

  #renamed(name: string): Edit {
    const path = this.#pick(this.#texts());
    return { name: `${name}: rename`, rename: [[path, path.replace(/([^/]+)$/, `r${String(this.#count())}$1`)]] };
  }

  #rewriting(name: string): Edit {
    const index = Math.floor(this.#next() * this.#stages.length);
    const { lines = [], name: stageName = '' } = this.#stages[index] ?? {};
    const at = Math.floor(this.#next() * lines.length);
    const line = lines[at] ?? '';
    const what = this.#pick([
      'insert',
      'insert',
      'delete',
      'swap',
      'edit',
      'edit',
      'value',
      'value',
      'comment',
      'case',
      'blanks',
      'crlf',
      'duplicate',
      'check',
      'owner',
    ]);
    const with_ = (count: number, ...others: string[]): readonly string[] => [
      ...lines.slice(0, at),
      ...others,
      ...lines.slice(at + count),
    ];
    const changed: Readonly<Record<string, () => readonly string[]>> = {
      insert: () => with_(0, this.#instruction(index)),
      delete: () => (lines.length > 1 ? with_(1) : lines),
      swap: () => with_(2, ...lines.slice(at, at + 2).reverse()),
      edit: () => with_(1, this.#instruction(index)),
      value: () => with_(1, line.replace(/\bv\d+\b/, this.#value())),
      comment: () => with_(0, '# a remark', ''),
      case: () =>
        with_(
          1,
          line.replace(/^[A-Z]+/, (word) => word.toLowerCase()),
        ),
      blanks: () => with_(1, line.replace(/ /, '  ')),
      duplicate: () => with_(0, line),
      owner: () => with_(1, line.replace(/^(COPY|ADD) /, '$1 --chown=1000 ')),
    };
    const now = changed[what]?.() ?? lines;
    this.#draft = {
      ...this.#draft,
      stages: this.#stages.map((stage, i) => (i === index ? { ...stage, lines: [...now] } : stage)),
      ...(what === 'crlf' && { crlf: !this.#draft.crlf }),
      ...(what === 'check' && { head: this.#draft.head.length > 0 ? [] : ['# check=skip=all'] }),
    };
    return { name: `${name}: ${what} in ${stageName}`, write: { Dockerfile: dockerfile(this.#draft) } };
  }

  #text(): string {
    return `text ${String(this.#count())} ${'x'.repeat(Math.floor(this.#next() * 20))}`;
  }

  #count(): number {
    return ++this.#counter;
  }

  #value(): string {
    return `v${String(1 + Math.floor(this.#next() * 4))}`;
  }

  #speaks(frontend: number): boolean {
    return this.dialect.builder === 'buildkit' && this.dialect.frontend >= frontend;
  }

  #chance(share: number): boolean {
    return this.#next() < share;
  }

  #pick<T>(list: readonly T[]): T {
    const found = list[Math.floor(this.#next() * list.length)];
    if (found === undefined) throw new Error('an empty list');
    return found;
  }

  #weighed<T>(list: readonly (readonly [number, T])[]): T {
    let at = this.#next() * list.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, item] of list) {
      at -= weight;
      if (at < 0) return item;
    }
    return this.#pick(list)[1];
  }
}

const FILES = [
  'a.txt',
  'b.txt',
  'src/x.js',
  'src/y.js',
  'src/lib/z.js',
  'conf/app.conf',
  'conf/extra/e.conf',
  'bin/run.sh',
];
const BASES = ['alpine:3', 'debian:12', 'node:22'];

function dockerfile({ head, globals, stages, crlf }: Draft): string {
  const parts = stages.map(({ name, base, lines }) => [`FROM ${base} AS ${name}`, ...lines].join('\n'));
  const text = `${[...head, ...globals, ...parts].join('\n')}\n`;
  return crlf ? text.replaceAll('\n', '\r\n') : text;
}
