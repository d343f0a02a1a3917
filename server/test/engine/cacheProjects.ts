// Knows: projects as people have them in four languages, put together by chance from a seed, and the edits of a working
// day: a source, a lock file, a file more, a touch, a mode, a name, a comment, an argument, a variable, another order.
// Stages of copied files pass theirs on to each other, so that most of what is copied can be known.
import { Dice } from './cacheDice';
import { applyEdit, statesOf, type Content, type Edit, type ProjectState, type Scenario } from './cacheProject';

const EDITS = 8;

interface Language {
  readonly base: readonly string[];
  readonly manifests: readonly string[];
  readonly install: readonly string[];
  readonly build: readonly string[];
  readonly sources: readonly string[];
  readonly runtime: readonly string[];
  readonly output: string;
}

const LANGUAGES: readonly Language[] = [
  {
    base: ['node:22', 'node:20-alpine'],
    manifests: ['package.json', 'package-lock.json'],
    install: ['npm ci', '--mount=type=cache,target=/root/.npm npm ci', 'npm ci --omit=dev'],
    build: ['npm run build', 'npm run build && npm prune'],
    sources: ['src/index.js', 'src/lib/util.js', 'public/index.html', 'public/img/logo.svg'],
    runtime: ['nginx:1', 'node:22-slim'],
    output: '/app/dist',
  },
  {
    base: ['python:3.12', 'python:3.12-slim'],
    manifests: ['requirements.txt', 'pyproject.toml'],
    install: [
      'pip install -r requirements.txt',
      '--mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt',
    ],
    build: ['python -m compileall .', 'python setup.py build'],
    sources: ['src/main.py', 'src/web/views.py', 'templates/base.html', 'static/css/a.css'],
    runtime: ['python:3.12-slim', 'debian:12'],
    output: '/app/venv',
  },
  {
    base: ['golang:1.23', 'golang:1.23-alpine'],
    manifests: ['go.mod', 'go.sum'],
    install: ['go mod download', '--mount=type=cache,target=/go/pkg/mod go mod download'],
    build: ['go build -o /out/app ./cmd', 'CGO_ENABLED=0 go build -o /out/app'],
    sources: ['cmd/main.go', 'internal/db/db.go', 'web/index.html', 'migrations/001.sql'],
    runtime: ['scratch', 'alpine:3'],
    output: '/out/app',
  },
  {
    base: ['maven:3', 'eclipse-temurin:21'],
    manifests: ['pom.xml', 'settings.xml'],
    install: ['mvn dependency:go-offline', '--mount=type=cache,target=/root/.m2 mvn dependency:go-offline'],
    build: ['mvn package', 'mvn -q package -DskipTests'],
    sources: ['src/main/java/App.java', 'src/main/resources/app.properties', 'src/test/java/T.java', 'scripts/run.sh'],
    runtime: ['eclipse-temurin:21-jre', 'debian:12'],
    output: '/app/target',
  },
];

export function randomProject(seed: number): Scenario {
  return new ProjectMaker(seed).scenario();
}

/** Lines of each stage, its FROM first. */
type Stages = readonly (readonly string[])[];

class ProjectMaker {
  readonly #dice: Dice;
  readonly #language: Language;
  #stages: Stages;
  #counter = 0;

  constructor(private readonly seed: number) {
    this.#dice = new Dice(seed * 9176 + 29);
    this.#language = this.#dice.pick(LANGUAGES);
    this.#stages = this.#first();
  }

  scenario(): Scenario {
    const { manifests, sources } = this.#language;
    const files: Record<string, Content> = {};
    for (const path of [...manifests, ...sources, 'conf/app.conf', 'conf/env/prod.env', 'docs/README.md', 'entry.sh'])
      files[path] = this.#text();
    if (this.#dice.chance(0.4))
      files['.dockerignore'] = this.#dice.pick(['docs\n', 'Dockerfile\n', '**/*.md\n!docs\n']);
    files['Dockerfile'] = this.#dockerfile();
    const start = { chmod: { 'entry.sh': 0o755 }, links: { current: 'conf' } };
    const states: ProjectState[] = [...statesOf({ files, start, edits: [] })];
    const drafts: Stages[] = [this.#stages];
    const edits: Edit[] = [];
    for (let i = 0; i < EDITS; i++) {
      const now = states.at(-1);
      if (!now) break;
      const edit = this.#edit(`edit ${String(i + 1)}`, now, drafts);
      edits.push(edit);
      states.push(applyEdit(now, edit, states, states.length + 1));
      drafts.push(this.#stages);
    }
    const listsBases = this.seed % 2 === 1;
    return {
      name: `projects/${String(this.seed)}`,
      why: 'random',
      only: 'buildkit',
      since: 4,
      listsBases,
      files,
      start,
      edits,
    };
  }

  #first(): Stages {
    const { base, manifests, install, build, sources, runtime, output } = this.#language;
    const dice = this.#dice;
    const from = dice.pick(base);
    const folders = [...new Set(sources.map((path) => path.slice(0, path.indexOf('/'))))];
    const sourceLines = dice.chance(0.4)
      ? ['COPY . .']
      : folders.map((folder) => `COPY ${folder} ${dice.pick([folder, `./${folder}`, `${folder}/`])}`);
    const last = dice.pick(runtime);
    const canRun = last !== 'scratch';
    const assets = dice.chance(0.5)
      ? ['FROM scratch AS assets']
      : [`FROM ${dice.pick(['alpine:3', 'busybox:1'])} AS assets`];
    for (let i = 0; i < 3; i++) assets.push(this.#asset());
    const packed = ['FROM alpine:3 AS packed', ...Array.from({ length: 2 }, () => this.#taking('assets', '/packed'))];
    return [
      [
        `FROM ${from} AS deps`,
        'WORKDIR /app',
        'ARG TOOL=1',
        `COPY ${manifests.join(' ')} ./`,
        `RUN ${dice.pick(install)}`,
      ],
      ['FROM deps AS build', 'ENV MODE=production', ...sourceLines, `RUN ${dice.pick(build)}`],
      assets,
      ...(dice.chance(0.5) ? [packed] : []),
      [
        `FROM ${last} AS final`,
        dice.pick(['WORKDIR /srv/app', 'WORKDIR /srv/app/', 'LABEL a=1']),
        'ENV PORT=80',
        ...Array.from({ length: 2 }, () => this.#taking(dice.chance(0.6) ? 'assets' : 'packed', '')),
        ...(canRun
          ? [
              `RUN ${dice.pick(['--mount=from=assets,source=/data,target=/m ', ''])}setup`,
              dice.pick(['USER 1000', 'USER root']),
            ]
          : []),
        `COPY --from=build ${output} /bin/out`,
        `COPY ${dice.pick(['--chmod=755 ', '--chown=1000 ', ''])}entry.sh /entry.sh`,
        'CMD ["/entry.sh"]',
      ],
    ].map((lines, _, all) =>
      lines.map((line) =>
        all.some(([first]) => first?.endsWith(' packed')) ? line : line.replace('=packed ', '=assets '),
      ),
    );
  }

  /** Into `/data` of the stage of assets, where later stages look. */
  #asset(): string {
    const dice = this.#dice;
    const flag = dice.pick(['', '', '', '--chown=1000:1000 ', '--chown=7 ', '--chmod=700 ', '--link ']);
    return dice.pick([
      ...[
        `COPY ${flag}conf /data/{salt}`,
        `COPY ${flag}conf/ /data/{salt}/conf/`,
        `COPY ${flag}conf/app.conf /data/{salt}/x`,
      ],
      ...[
        `COPY ${flag}conf/*.conf docs/*.md /data/{salt}/many/`,
        `COPY ${flag}current /data/{salt}/current`,
        `COPY ${flag}docs /data/{salt}`,
      ],
      ...['WORKDIR /data/{salt}/conf', 'USER 1000', `COPY ${flag}entry.sh ./{salt}`, 'WORKDIR /data/{salt}/sub'],
      `ADD ${flag.replace('--link ', '')}docs/README.md /data/{salt}/`,
    ]);
  }

  #taking(from: string, to: string): string {
    const dice = this.#dice;
    const flag = dice.pick(['', '', '', '--chown=1000 ', '--link ', '--chmod=0755 ']);
    const what =
      from === 'packed'
        ? dice.pick(['/packed', '/packed/a'])
        : dice.pick(['/data', '/data/{salt}', '/data/{salt}/*', '/data']);
    return `COPY --from=${from} ${flag}${what} ${to}/${dice.pick(['a', 'a/b', 'a/'])}${what.endsWith('*') ? '/' : ''}`;
  }

  #edit(name: string, now: ProjectState, drafts: readonly Stages[]): Edit {
    const dice = this.#dice;
    const paths = [...now.entries]
      .filter(([path, { kind }]) => kind === 'file' && !/^(?:Dockerfile|\.dockerignore)$/.test(path))
      .map(([path]) => path);
    const folders = [...now.entries].filter(([, { kind }]) => kind === 'folder').map(([path]) => path);
    const shared = paths.filter((path) => /^(?:conf|docs)/.test(path));
    const rewritten = (stages: Stages): Edit['write'] => {
      this.#stages = stages;
      return { Dockerfile: this.#dockerfile() };
    };
    return dice.weighed<() => Edit>([
      [3, () => ({ name: `${name}: a source`, write: { [dice.pick(paths)]: this.#text() } })],
      [
        3,
        () => ({
          name: `${name}: a shared file`,
          write: { [dice.pick(shared.length > 0 ? shared : paths)]: this.#text() },
        }),
      ],
      [1, () => ({ name: `${name}: a lock file`, write: { [dice.pick(this.#language.manifests)]: this.#text() } })],
      [
        2,
        () => ({
          name: `${name}: a new file`,
          write: {
            [`${dice.pick(['conf', 'docs', 'src', 'conf/env'])}/n${String(++this.#counter)}.conf`]: this.#text(),
          },
        }),
      ],
      [1, () => ({ name: `${name}: a touch`, touch: [dice.pick(paths)] })],
      [2, () => ({ name: `${name}: a mode`, chmod: { [dice.pick(paths)]: dice.pick([0o600, 0o755, 0o644]) } })],
      [1, () => ({ name: `${name}: a mode of a folder`, chmod: { [dice.pick(folders)]: dice.pick([0o700, 0o755]) } })],
      [
        1,
        () => {
          const path = dice.pick(shared.length > 0 ? shared : paths);
          return {
            name: `${name}: another name`,
            rename: [[path, path.replace(/([^/]+)$/, `r${String(++this.#counter)}$1`)]],
          };
        },
      ],
      [1, () => ({ name: `${name}: an argument`, args: { TOOL: dice.pick(['2', '3', null]) } })],
      [1, () => ({ name: `${name}: nothing` })],
      [1, () => ({ name: `${name}: a stage anew`, noCache: [dice.pick(['deps', 'build', 'assets', 'final'])] })],
      [
        drafts.length > 2 ? 3 : 0,
        () => {
          const back = dice.below(drafts.length - 1);
          this.#stages = drafts[back] ?? this.#stages;
          return { name: `${name}: back to build ${String(back)}`, back };
        },
      ],
      [9, () => ({ name: `${name}: the Dockerfile`, write: rewritten(this.#rewrite()) })],
    ])();
  }

  #rewrite(): Stages {
    const dice = this.#dice;
    const index = dice.chance(0.6)
      ? this.#stages.findIndex(([from]) => from?.endsWith(' assets'))
      : dice.below(this.#stages.length);
    const lines = this.#stages[index] ?? [];
    const at = 1 + dice.below(Math.max(1, lines.length - 1));
    const line = lines[at] ?? '';
    const put = (count: number, ...others: string[]): readonly string[] => [
      ...lines.slice(0, at),
      ...others,
      ...lines.slice(at + count),
    ];
    const isAssets = lines[0]?.endsWith(' assets') === true;
    const kinds: readonly (() => readonly string[])[] = [
      () => put(0, '# a remark'),
      () => put(0, dice.pick(['ENV X=1', 'ARG Y=2', 'LABEL l=m', 'ENV X=2'])),
      () => put(2, ...lines.slice(at, at + 2).reverse()),
      () => put(1, line.replace(/^(COPY|ADD) (?:--chown=\S+ )?/, '$1 --chown=1000 ')),
      () => put(1, line.replace(/^(COPY) (--from=\S+ )?(?:--link )?/, '$1 $2--link ')),
      () => (isAssets ? put(0, this.#asset()) : put(0, '# another')),
      () => (isAssets ? put(1, this.#asset()) : lines),
      () => (isAssets && lines.length > 2 ? put(1) : lines),
      () => (isAssets && !lines[0]?.includes('scratch') ? ['FROM debian:12 AS assets', ...lines.slice(1)] : lines),
      () => put(1, line.replace(/MODE=\w+/, 'MODE=test').replace(/PORT=\d+/, 'PORT=81')),
    ];
    const changed = dice.pick(kinds)();
    return this.#stages.map((stage, i) => (i === index ? changed : stage));
  }

  #dockerfile(): string {
    return `${this.#stages.map((lines) => lines.join('\n')).join('\n\n')}\n`;
  }

  #text(): string {
    return `text ${String(++this.#counter)}`;
  }
}
