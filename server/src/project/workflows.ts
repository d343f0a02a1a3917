// Knows: builds in workflows of GitHub Actions, Gitea and Forgejo: `run` steps and the actions that build
// (docs.github.com: workflow-syntax; docker/build-push-action, docker/bake-action, redhat-actions/buildah-build: README.md).
import {
  allSettled,
  buildTarget,
  mapSettled,
  NO_EXTRAS,
  settled,
  type BuildSource,
  type ContextRef,
  type Settled,
} from './buildTarget';
import { plainText, settle, type PartialText } from './partialText';
import { contextRef, dockerfileIn, namedContext, pathFrom, settledPath } from './place';
import { allBuilds, partial, scriptBuilds, substituted, type Reader, type Surroundings } from './reader';
import { NO_BUILDS, type FoundBuilds } from './shellRun';
import type { ScriptText } from './shellWords';
import { at, entriesOf, isTrue, itemsOf, lineOfKey, readYaml, textOf, type Tree } from './tree';

export const readWorkflow: Reader = (file, text, around) => {
  const root = readYaml(text).documents[0];
  const jobs = entriesOf(at(root, 'jobs')).map(([name, job]) => stepsOf(file, name, job, root, around));
  return allBuilds([...jobs, stepsOf(file, '', at(root, 'runs'), undefined, around)]);
};

function stepsOf(
  file: string,
  jobName: string,
  job: Tree | undefined,
  root: Tree | undefined,
  around: Surroundings,
): FoundBuilds {
  const folderText =
    textOf(at(job, 'defaults', 'run', 'working-directory')) ?? textOf(at(root, 'defaults', 'run', 'working-directory'));
  const outer = [...environment(at(root, 'env'), around), ...environment(at(job, 'env'), around)];
  return allBuilds(
    itemsOf(at(job, 'steps')).map((step, i) => {
      const stepName = textOf(at(step, 'name')) ?? textOf(at(step, 'id')) ?? `step ${i + 1}`;
      const name = jobName === '' ? stepName : `${jobName} / ${stepName}`;
      const uses = textOf(at(step, 'uses')) ?? '';
      const run = at(step, 'run');
      if (run?.kind === 'scalar') {
        const folder = textOf(at(step, 'working-directory')) ?? folderText ?? '.';
        return scriptBuilds('workflow', file, around, {
          name,
          line: run.line,
          script: filledIn(run.text, around),
          cwd: settledPath(settled('.'), settle(partial(filledIn(folder, around)))),
          given: new Map([
            ...outer,
            ...environment(at(step, 'env'), around),
            ['GITHUB_WORKSPACE', plainText(around.root)],
          ]),
        });
      }
      const source: BuildSource = { kind: 'workflow', file, line: lineOfKey(step, 'uses'), name };
      const given = new ActionInputs(at(step, 'with'), around);
      if (/^docker\/build-push-action@/.test(uses)) return { ...NO_BUILDS, targets: [buildPush(source, given)] };
      if (/^docker\/bake-action@/.test(uses)) return { ...NO_BUILDS, others: [bakeAction(source, given)] };
      return /^redhat-actions\/buildah-build@/.test(uses)
        ? { ...NO_BUILDS, targets: [buildahBuild(source, given)] }
        : NO_BUILDS;
    }),
  );
}

const environment = (env: Tree | undefined, around: Surroundings): [string, PartialText][] =>
  entriesOf(env).map(([name, value]) => [name, partial(filledIn(textOf(value) ?? '', around))]);

/** `${{ … }}` is worked out by the runner; only the checkout's own folder is known here. */
const filledIn = (text: string, around: Surroundings): ScriptText =>
  substituted(text, /\$\{\{([^}]{0,500})\}\}/g, (written, inner) =>
    inner.trim() === 'github.workspace' ? around.root : { written, why: 'It is worked out when the workflow runs.' },
  );

class ActionInputs {
  constructor(
    private readonly given: Tree | undefined,
    private readonly around: Surroundings,
  ) {}

  one(name: string): Settled<string> | undefined {
    const text = textOf(at(this.given, name))?.trim();
    return text === undefined || text === '' ? undefined : settle(partial(filledIn(text, this.around)));
  }

  /** One entry on each line, or between commas. */
  list(name: string, commas: boolean): readonly Settled<string>[] {
    const { text, holes } = filledIn(textOf(at(this.given, name)) ?? '', this.around);
    return text
      .split(commas ? /[\n,]/ : /\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((line) => settle(partial({ text: line, holes })));
  }

  known(name: string, commas = false): readonly string[] {
    return this.list(name, commas).flatMap((value) => (value.known ? [value.value] : []));
  }

  /** Lines of `K=V`; a name that is unknown itself is left out. */
  pairs(name: string): Readonly<Record<string, Settled<string>>> {
    const { text, holes } = filledIn(textOf(at(this.given, name)) ?? '', this.around);
    return Object.fromEntries(
      text.split('\n').flatMap((line) => {
        const pair = /^([^=\uE000]+)=(.*)$/.exec(line.trim());
        return pair === null ? [] : [[pair[1] ?? '', settle(partial({ text: pair[2] ?? '', holes }))] as const];
      }),
    );
  }

  on(name: string): boolean {
    return isTrue(at(this.given, name));
  }
}

function buildPush(source: BuildSource, given: ActionInputs): FoundBuilds['targets'][number] {
  const here = settled('.');
  const contextText = given.one('context') ?? settled('{{defaultContext}}');
  // The default is the workflow's own commit, fetched by the builder: a remote context with the files of this repository.
  const own = contextText.known ? /^\{\{\s*defaultContext\s*\}\}(?::(.*))?$/.exec(contextText.value) : null;
  const context: Settled<ContextRef> =
    own === null
      ? contextRef(here, contextText)
      : settled({ kind: 'remote', url: `{{defaultContext}}${own[1] === undefined ? '' : `:${own[1]}`}` });
  const file = given.one('file');
  const dockerfile =
    own !== null
      ? mapSettled(file ?? settled('Dockerfile'), (path) => pathFrom(own[1] ?? '.', path))
      : file === undefined
        ? dockerfileIn(context, settled('Dockerfile'))
        : settledPath(here, file);
  const stages = given.known('no-cache-filters', true);
  const network = given.one('network');
  const shmSize = given.one('shm-size');
  return buildTarget(source, {
    dockerfile,
    context,
    target: given.one('target') ?? settled(''),
    buildArgs: given.pairs('build-args'),
    platforms: allSettled(given.list('platforms', true)),
    tags: given.list('tags', true),
    builder: 'buildkit',
    namedContexts: Object.fromEntries(
      Object.entries(given.pairs('build-contexts')).map(([name, value]) => [name, namedContext(here, value)]),
    ),
    noCache: given.on('no-cache') ? true : stages.length > 0 ? stages : false,
    pull: given.on('pull'),
    cacheFrom: given.known('cache-from'),
    extras: {
      ...NO_EXTRAS,
      secrets: Object.keys(given.pairs('secrets')).map((id) => `id=${id}`),
      ssh: given.known('ssh'),
      addHosts: given.known('add-hosts', true),
      ulimits: given.known('ulimit'),
      entitlements: given.known('allow', true),
      labels: given.pairs('labels'),
      ...(network?.known === true ? { network: network.value } : {}),
      ...(shmSize?.known === true ? { shmSize: shmSize.value } : {}),
    },
  });
}

function bakeAction(source: BuildSource, given: ActionInputs): FoundBuilds['others'][number] {
  const flags = given.known('files', true).flatMap((file) => ['-f', file.replace(/^cwd:\/\//, '')]);
  const words = [...flags, ...given.known('targets', true)];
  return {
    kind: 'bake',
    words: words.map((word) => ({ text: plainText(word), mayBeMany: false })),
    cwd: settledPath(settled('.'), given.one('workdir') ?? settled('.')),
    source,
  };
}

function buildahBuild(source: BuildSource, given: ActionInputs): FoundBuilds['targets'][number] {
  const here = settled('.');
  const context = contextRef(here, given.one('context') ?? settled('.'));
  const file = given.list('containerfiles', false)[0] ?? given.list('dockerfiles', false)[0];
  return buildTarget(source, {
    dockerfile: file === undefined ? dockerfileIn(context, settled('Containerfile')) : settledPath(here, file),
    context,
    buildArgs: given.pairs('build-args'),
    platforms: allSettled(given.list('platforms', true)),
    tags: given.list('tags', false),
    builder: 'buildah',
  });
}
