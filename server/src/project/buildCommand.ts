// Knows: what a `docker build`-like command asks for: docker, buildx, podman, buildah, nerdctl, buildctl.
// Knows no shell: the words come split, with their unknown parts marked.
import {
  allSettled,
  buildTarget,
  mapSettled,
  NO_EXTRAS,
  settled,
  unsettled,
  type BuildExtras,
  type BuildTarget,
  type ContextRef,
  type Settled,
} from './buildTarget';
import { readBuildctl } from './buildctl';
import { BUILDAH_BUILD, DOCKER_BUILD, NERDCTL_BUILD, type FlagTable } from './buildFlags';
import { familyOf, startCommand, type CommandPlace, type StartedCommand } from './commandStart';
import { asWritten, cutText, plainText, settle, type PartialText } from './partialText';
import { contextRef, dockerfileIn, folderOf, isRemote, namedContext, settledPath } from './place';
import { readFlags, type CommandWord, type ReadFlags } from './readFlags';

export type BuildCommand =
  | { readonly kind: 'build'; readonly target: BuildTarget }
  /** `docker compose … build`, `bake`: what is built stands in other files. */
  | { readonly kind: 'compose' | 'bake'; readonly words: readonly CommandWord[] };

/** The verbs of each family that build one Dockerfile, aliases included. */
const BUILD_VERBS: Readonly<Record<string, readonly string[]>> = {
  docker: ['build', 'image build', 'builder build', 'buildx build', 'buildx b', 'builder b'],
  podman: ['build', 'image build', 'builder build', 'buildx build'],
  buildah: ['build', 'bud', 'build-using-dockerfile'],
  nerdctl: ['build', 'image build', 'builder build'],
  buildctl: ['build', 'b'],
};

export function readCommand(words: readonly CommandWord[], place: CommandPlace): BuildCommand | undefined {
  const started = startCommand(words);
  if (started === undefined) return undefined;
  const { program, verb, rest } = started;
  if (verb === 'compose') return { kind: 'compose', words: rest };
  if (/^(?:buildx|builder) (?:bake|f)$/.test(verb)) return { kind: 'bake', words: rest };
  if (BUILD_VERBS[familyOf(program)]?.includes(verb) !== true) return undefined;
  const target = familyOf(program) === 'buildctl' ? readBuildctl(rest, place) : readBuild(started, place);
  return target === undefined ? undefined : { kind: 'build', target };
}

/**
 * The build that an argument array asks for; undefined when it is no build of one Dockerfile. Paths are as seen from `cwd`.
 */
export function parseBuildArgv(
  argv: readonly string[],
  cwd: string,
  given: Partial<Pick<CommandPlace, 'env' | 'exists' | 'source'>> = {},
): BuildTarget | undefined {
  const command = readCommand(
    argv.map((word) => ({ text: plainText(word), mayBeMany: false })),
    {
      cwd: settled(cwd),
      source: { kind: 'script', file: '', line: 0, name: argv.slice(0, 3).join(' ') },
      env: () => undefined,
      ...given,
    },
  );
  return command?.kind === 'build' ? command.target : undefined;
}

const TABLES: Readonly<Record<string, FlagTable>> = {
  docker: DOCKER_BUILD,
  podman: BUILDAH_BUILD,
  buildah: BUILDAH_BUILD,
  nerdctl: NERDCTL_BUILD,
};

function readBuild(started: StartedCommand, place: CommandPlace): BuildTarget | undefined {
  const family = familyOf(started.program);
  const table = TABLES[family];
  if (table === undefined) return undefined;
  const read = readFlags(started.rest, table);
  if (read.flags.some(({ name }) => name === 'help')) return undefined;
  const buildah = table === BUILDAH_BUILD;
  const values = new FlagValues(read, (name) => place.env(name));
  const problems = problemsOf(read);
  const open = openWords(read);
  const openReason = open === undefined ? undefined : `The command takes more flags from ${open}.`;

  const files = values.texts('file');
  const context = contextOf(read, place, { buildah, files });
  const dockerfile = dockerfileOf(read, context, place, { buildah, files, openReason });
  const target = values.last('target');
  const platforms = values.texts('platform');
  const noCacheStages = values.known('no-cache-filter').flatMap((names) => names.split(','));
  const noCache = values.isOn('no-cache') ? true : noCacheStages.length > 0 ? noCacheStages : false;
  return buildTarget(place.source, {
    dockerfile,
    context,
    target: target ?? (openReason === undefined ? settled('') : unsettled(openReason, open ?? '')),
    buildArgs: values.pairs('build-arg', (name) =>
      place.env(name) === undefined ? undefined : settled(place.env(name) ?? ''),
    ),
    platforms:
      platforms.length === 0 && openReason !== undefined
        ? unsettled(openReason, open ?? '')
        : mapSettled(allSettled(platforms.map(settle)), (names) =>
            names.flatMap((name) => name.split(',')).map((name) => name.trim()),
          ),
    tags: values.texts('tag').map(settle),
    builder: builderOf(started, place),
    namedContexts: Object.fromEntries(
      Object.entries(values.pairs('build-context', () => undefined)).map(([name, value]) => [
        name,
        namedContext(place.cwd, value),
      ]),
    ),
    noCache,
    pull: values.isOn('pull') || values.isOn('pull-always'),
    cacheFrom: values.known('cache-from'),
    extras: extrasOf(values),
    problems: [...problems, ...values.problems],
  });
}

/** `DOCKER_BUILDKIT` decides for `docker build` (docker/cli: cmd/docker/builder.go); unset, it hangs on the installation. */
function builderOf(started: StartedCommand, place: CommandPlace): BuildTarget['builder'] {
  const family = familyOf(started.program);
  if (family === 'podman' || family === 'buildah') return 'buildah';
  if (family === 'nerdctl' || started.verb.startsWith('buildx')) return 'buildkit';
  const here = started.env.get('DOCKER_BUILDKIT');
  const value = here === undefined ? place.env('DOCKER_BUILDKIT') : here.known ? here.value : undefined;
  if (value === undefined || value === '') return undefined;
  return /^(?:0|f|false)$/i.test(value) ? 'classic' : 'buildkit';
}

function problemsOf(read: ReadFlags): string[] {
  return [
    ...read.unknown.map(({ name, takesOperand }) =>
      takesOperand
        ? `${name} is not a flag we know; the word behind it may be its value.`
        : `${name} is not a flag we know.`,
    ),
    ...read.operands
      .filter(({ mayBeMany }) => mayBeMany)
      .map(({ text }) => `${asWritten(text)} may stand for further flags.`),
  ];
}

const openWords = (read: ReadFlags): string | undefined => {
  const open = read.operands.filter(({ mayBeMany }) => mayBeMany);
  return open.length === 0 || read.openBefore === undefined
    ? undefined
    : open.map(({ text }) => asWritten(text)).join(' ');
};

function contextOf(
  read: ReadFlags,
  place: CommandPlace,
  { buildah, files }: { readonly buildah: boolean; readonly files: readonly PartialText[] },
): Settled<ContextRef> {
  const doubtful = read.unknown.find(({ takesOperand }) => takesOperand);
  const sure = read.operands.filter(({ mayBeMany }) => !mayBeMany);
  const written = read.operands.map(({ text }) => asWritten(text)).join(' ');
  if (doubtful !== undefined) {
    return unsettled(`${doubtful.name} is not a flag we know, so the context may be its value.`, written);
  }
  const only = sure[0];
  if (sure.length > 1) return unsettled('The command names more than one context.', written);
  if (only !== undefined) return contextRef(place.cwd, settle(only.text));
  const open = read.operands[read.operands.length - 1];
  if (open !== undefined) return unsettled(`The context may come from ${asWritten(open.text)}.`, written);
  if (!buildah) return unsettled('The command names no context.', '');
  // podman-build(1): without a context, the folder of the first Containerfile, or else the current one.
  const first = files[0];
  if (first === undefined) return contextRef(place.cwd, settled('.'));
  const file = settledPath(place.cwd, settle(first));
  return mapSettled(file, (path) => ({ kind: 'folder', path: folderOf(path) }));
}

function dockerfileOf(
  read: ReadFlags,
  context: Settled<ContextRef>,
  place: CommandPlace,
  {
    buildah,
    files,
    openReason,
  }: { readonly buildah: boolean; readonly files: readonly PartialText[]; readonly openReason: string | undefined },
): Settled<string> {
  const given = files[files.length - 1];
  if (given !== undefined && asWritten(given) !== '') return namedDockerfile(settle(given), context, place, buildah);
  if (openReason !== undefined) return unsettled(openReason, openWords(read) ?? '');
  if (context.known && context.value.kind === 'stdin') return place.stdin ?? dockerfileIn(context, settled('-'));
  const plain = dockerfileIn(context, settled('Dockerfile'));
  if (!plain.known) return plain;
  // BuildKit: frontend/dockerui/config.go falls back to lower case; buildah: pkg/util/util.go (DiscoverContainerfile).
  const names = buildah ? ['Containerfile', 'Dockerfile'] : ['Dockerfile', 'dockerfile'];
  const paths = names.map((name) => dockerfileIn(context, settled(name)));
  const there = paths.find((path) => path.known && place.exists?.(path.value) === true);
  if (there !== undefined) return there;
  if (buildah && place.exists === undefined) {
    return unsettled(
      'The builder takes Containerfile where there is one, else Dockerfile.',
      'Containerfile, Dockerfile',
    );
  }
  return plain;
}

/** `-f` is seen from the current folder; buildah then looks inside the context (buildah: imagebuildah/build.go). */
function namedDockerfile(
  file: Settled<string>,
  context: Settled<ContextRef>,
  place: CommandPlace,
  buildah: boolean,
): Settled<string> {
  if (!file.known) return file;
  if (file.value === '-') return place.stdin ?? unsettled('The Dockerfile is read from standard input.', '-');
  if (isRemote(file.value)) return unsettled('The Dockerfile is fetched by the builder.', file.value);
  if (context.known && context.value.kind === 'remote') return dockerfileIn(context, file);
  const here = settledPath(place.cwd, file);
  if (!buildah || !here.known || place.exists === undefined || place.exists(here.value)) return here;
  const inside = dockerfileIn(context, file);
  return inside.known && place.exists(inside.value) ? inside : here;
}

function extrasOf(values: FlagValues): BuildExtras {
  const one = (name: string): string | undefined => {
    const value = values.last(name);
    return value?.known === true ? value.value : undefined;
  };
  const network = one('network') ?? one('net');
  const shmSize = one('shm-size');
  const cgroupParent = one('cgroup-parent');
  const isolation = one('isolation');
  return {
    ...NO_EXTRAS,
    secrets: values.known('secret'),
    ssh: values.known('ssh'),
    addHosts: values.known('add-host'),
    ulimits: values.known('ulimit'),
    entitlements: values.known('allow'),
    labels: values.pairs('label', () => settled('')),
    ...(network === undefined ? {} : { network }),
    ...(shmSize === undefined ? {} : { shmSize }),
    ...(cgroupParent === undefined ? {} : { cgroupParent }),
    ...(isolation === undefined ? {} : { isolation }),
  };
}

class FlagValues {
  readonly problems: string[] = [];

  constructor(
    private readonly read: ReadFlags,
    private readonly env: (name: string) => string | undefined,
  ) {}

  texts(name: string): PartialText[] {
    return this.read.flags.flatMap((flag) => (flag.name === name && flag.value !== undefined ? [flag.value] : []));
  }

  last(name: string): Settled<string> | undefined {
    const value = this.texts(name).at(-1);
    return value === undefined ? undefined : settle(value);
  }

  /** Values that are known; of others, a problem tells. */
  known(name: string): string[] {
    return this.texts(name).flatMap((text) => {
      const value = settle(text);
      if (value.known) return [value.value];
      this.problems.push(`--${name} ${value.written} is not known: ${value.why}`);
      return [];
    });
  }

  /** A switch is on when given, also as `--pull=always`; `=false` turns it off (Go: strconv.ParseBool). */
  isOn(name: string): boolean {
    const flag = this.read.flags.filter((given) => given.name === name).at(-1);
    if (flag === undefined) return false;
    return flag.value === undefined || !/^(?:0|f|false|never)$/i.test(asWritten(flag.value));
  }

  /** `K=V`, or `K` alone, for which `bare` may know a value. */
  pairs(name: string, bare: (key: string) => Settled<string> | undefined): Readonly<Record<string, Settled<string>>> {
    const pairs: [string, Settled<string>][] = [];
    for (const text of this.texts(name)) {
      const cut = cutText(text, '=');
      if (cut !== undefined) {
        pairs.push([cut[0], settle(cut[1])]);
        continue;
      }
      const key = settle(text);
      if (key.known) {
        const value = bare(key.value) ?? unsettled(`${key.value} is taken from the environment.`, key.value);
        pairs.push([key.value, value]);
      } else {
        this.problems.push(`--${name} ${key.written} is not known: ${key.why}`);
      }
    }
    return Object.fromEntries(pairs);
  }
}
