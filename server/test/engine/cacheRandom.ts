// Knows: projects and edits that nobody thought of, made from a seed: the same seed gives the same sequence for the same
// kind of builder. Knows no builder's rules beyond which words it can read.
import { Dice } from './cacheDice';
import { InstructionWriter, type Dialect, type DraftStage } from './cacheInstructions';
import { applyEdit, statesOf, type Content, type Edit, type ProjectState, type Scenario } from './cacheProject';

const EDITS = 5;

export function randomScenario(seed: number, dialect: Dialect): Scenario {
  return new Generator(seed, dialect).scenario();
}

/** What the Dockerfile is written from. */
interface Draft {
  readonly head: readonly string[];
  readonly globals: readonly string[];
  readonly stages: readonly DraftStage[];
  readonly crlf: boolean;
}

class Generator {
  private readonly dice: Dice;
  readonly #writer: InstructionWriter;
  #counter = 0;
  #draft: Draft = { head: [], globals: [], stages: [], crlf: false };
  /** As they were at each build. */
  readonly #drafts: Draft[] = [];
  readonly #states: ProjectState[] = [];

  constructor(
    private readonly seed: number,
    dialect: Dialect,
  ) {
    this.dice = new Dice(seed * 7919 + (dialect.builder === 'classic' ? 7 : 3));
    this.#writer = new InstructionWriter(this.dice, dialect, () => this.#draft.stages);
  }

  scenario(): Scenario {
    const files: Record<string, Content> = {};
    for (const path of FILES) files[path] = this.#text();
    files['vendor.tar'] = { tar: { 'v/one': this.#text(), 'v/two': this.#text() } };
    if (this.dice.chance(0.35)) files['.dockerignore'] = this.#ignoreFile();
    const globals = this.dice.chance(0.3) ? [`ARG BASE=${this.dice.pick(BASES)}`] : [];
    const count = this.dice.pick([1, 1, 2, 2, 3]);
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

  get #stages(): readonly DraftStage[] {
    return this.#draft.stages;
  }

  /** Paths of the context, the Dockerfile left out. */
  #paths(kind: 'file' | 'folder'): string[] {
    return [...this.#now().entries]
      .filter(([path, entry]) => entry.kind === kind && path !== 'Dockerfile')
      .map(([path]) => path);
  }

  #stage(index: number, hasBase: boolean): DraftStage {
    const isChild = index > 0 && this.dice.chance(0.3);
    const base = isChild
      ? this.dice.pick(this.#stages).name
      : hasBase && this.dice.chance(0.5)
        ? '$BASE'
        : this.dice.pick(BASES);
    const name = this.dice.pick(['one', 'two', 'build', 'deps', 'final']) + String(index);
    const count = 3 + this.dice.below(6);
    const lines: string[] = [];
    // An instruction sees where COPYs of earlier stages put things, not those of its own.
    for (let i = 0; i < count; i++) lines.push(this.#writer.instruction(index));
    return { name, base, lines };
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
    return `${all.filter(() => this.dice.chance(0.12)).join('\n')}\n`;
  }

  #edit(index: number): Edit {
    const name = `edit ${String(index + 1)}`;
    const kinds: [number, () => Edit][] = [
      [5, () => ({ name: `${name}: content`, write: { [this.dice.pick(this.#texts())]: this.#text() } })],
      [3, () => ({ name: `${name}: new file`, write: { [this.#newPath()]: this.#text() } })],
      [
        2,
        () => ({
          name: `${name}: removal`,
          remove: [
            this.dice.pick(
              this.dice.chance(0.6)
                ? this.#paths('file').filter((path) => path.includes('/'))
                : this.#paths(this.dice.chance(0.5) ? 'file' : 'folder'),
            ),
          ],
        }),
      ],
      [
        2,
        () => ({
          name: `${name}: chmod`,
          chmod: { [this.dice.pick(this.#paths('file'))]: this.dice.pick([0o755, 0o600, 0o644, 0o4755]) },
        }),
      ],
      [
        1,
        () => ({
          name: `${name}: chmod of a folder`,
          chmod: { [this.dice.pick(this.#paths('folder'))]: this.dice.pick([0o700, 0o755, 0o777]) },
        }),
      ],
      [1, () => ({ name: `${name}: touch`, touch: [this.dice.pick(this.#paths('file'))] })],
      [1, () => this.#keptTime(name)],
      [2, () => this.#renamed(name)],
      [1, () => ({ name: `${name}: a folder`, folders: [this.dice.pick(['src/new', 'other', 'empty/in'])] })],
      [
        1,
        () => ({
          name: `${name}: a link`,
          links: {
            [this.dice.pick(['current.js', 'src/l.js', 'srclink'])]: this.dice.pick([
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
          args: { [this.dice.pick(['X', 'Y', 'A', 'Z'])]: this.dice.pick(['1', '2', '', null, null]) },
        }),
      ],
      [1, () => ({ name: `${name}: base argument`, args: { BASE: this.dice.pick([...BASES, null]) } })],
      [2, () => ({ name: `${name}: ignore file`, write: { '.dockerignore': this.#ignoreFile() } })],
      [
        1,
        () => ({ name: `${name}: target`, target: this.dice.pick(['', ...this.#stages.map((stage) => stage.name)]) }),
      ],
      [1, () => ({ name: `${name}: no cache`, noCache: true })],
      [1, () => ({ name: `${name}: nothing` })],
    ];
    if (index > 0) kinds.push([4, () => this.#back(name, this.dice.below(index))]);
    return this.dice.weighed(kinds)();
  }

  #back(name: string, build: number): Edit {
    this.#draft = this.#drafts[build] ?? this.#draft;
    return { name: `${name}: back to build ${String(build)}`, back: build };
  }

  #texts(): string[] {
    return this.#paths('file').filter((path) => !path.endsWith('.tar') && path !== '.dockerignore');
  }

  #newPath(): string {
    return `${this.dice.pick(['', 'src/', 'src/lib/', 'conf/', 'new/'])}n${String(this.#count())}${this.dice.pick(['.js', '.txt', '.log'])}`;
  }

  /** Same size, same time, other bytes: the upload passes it by. */
  #keptTime(name: string): Edit {
    const path = this.dice.pick(this.#texts());
    const entry = this.#now().entries.get(path);
    const text = entry?.kind === 'file' && typeof entry.content === 'string' ? entry.content : '';
    return {
      name: `${name}: kept time of ${path}`,
      keepTime: { [path]: text.replace(/^text/, this.dice.pick(['tixt', 'toxt', 'text'])) },
    };
  }

  #renamed(name: string): Edit {
    const path = this.dice.pick(this.#texts());
    return { name: `${name}: rename`, rename: [[path, path.replace(/([^/]+)$/, `r${String(this.#count())}$1`)]] };
  }

  #rewriting(name: string): Edit {
    const index = this.dice.below(this.#stages.length);
    const { lines = [], name: stageName = '' } = this.#stages[index] ?? {};
    const at = this.dice.below(lines.length);
    const line = lines[at] ?? '';
    const what = this.dice.pick([
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
      insert: () => with_(0, this.#writer.instruction(index)),
      delete: () => (lines.length > 1 ? with_(1) : lines),
      swap: () => with_(2, ...lines.slice(at, at + 2).reverse()),
      edit: () => with_(1, this.#writer.instruction(index)),
      value: () => with_(1, line.replace(/\bv\d+\b/, this.#writer.value())),
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
    return `text ${String(this.#count())} ${'x'.repeat(this.dice.below(20))}`;
  }

  #count(): number {
    return ++this.#counter;
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
