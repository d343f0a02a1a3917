// Knows: `buildctl build` with the Dockerfile frontend (moby/buildkit: cmd/buildctl/build.go, frontend/dockerui/config.go).
import {
  buildTarget,
  NO_EXTRAS,
  settled,
  unsettled,
  type BuildTarget,
  type ContextRef,
  type Settled,
} from './buildTarget';
import { BUILDCTL_BUILD } from './buildFlags';
import type { CommandPlace } from './commandStart';
import { asWritten, cutText, knownStart, settle, type PartialText } from './partialText';
import { contextRef, dockerfileIn, namedContext, pathFrom, settledPath } from './place';
import { readFlags, type CommandWord } from './readFlags';

export function readBuildctl(words: readonly CommandWord[], place: CommandPlace): BuildTarget | undefined {
  const read = readFlags(words, BUILDCTL_BUILD, { oneDash: true });
  const texts = (name: string): PartialText[] =>
    read.flags.flatMap((flag) => (flag.name === name && flag.value !== undefined ? [flag.value] : []));
  const frontend = texts('frontend').at(-1);
  // Without a frontend the build is LLB on standard input: no Dockerfile at all.
  if (frontend === undefined || !/^(?:dockerfile|gateway)\.v0/.test(asWritten(frontend))) return undefined;
  const pairs = (name: string): [string, Settled<string>][] =>
    texts(name).flatMap((text) => {
      const cut = cutText(text, '=');
      return cut === undefined ? [[knownStart(text), settled('')]] : [[cut[0], settle(cut[1])]];
    });
  const opts = new Map([...pairs('frontend-opt'), ...pairs('opt')]);
  const locals = new Map(pairs('local'));
  const below = (prefix: string): [string, Settled<string>][] =>
    [...opts].flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : []));
  const opt = (name: string): string | undefined => {
    const value = opts.get(name);
    return value?.known === true ? value.value : undefined;
  };

  const context = contextOf();
  const filename = opts.get('filename') ?? settled('Dockerfile');
  const folder = locals.get('dockerfile');
  const dockerfile: Settled<string> =
    folder === undefined
      ? dockerfileIn(context, filename)
      : filename.known
        ? settledPath(settledPath(place.cwd, folder), settled(pathFrom('', filename.value)))
        : filename;
  const platform = opts.get('platform');
  const noCacheOpt = opt('no-cache');
  const network = opt('force-network-mode');
  const shmSize = opt('shm-size');
  const cgroupParent = opt('cgroup-parent');
  const list = (text: string | undefined): string[] => (text === undefined || text === '' ? [] : text.split(','));
  const known = (name: string): string[] =>
    texts(name).flatMap((text) => {
      const value = settle(text);
      return value.known ? [value.value] : [];
    });
  return buildTarget(place.source, {
    dockerfile,
    context,
    target: opts.get('target') ?? settled(''),
    buildArgs: Object.fromEntries(below('build-arg:')),
    platforms: platform === undefined ? settled([]) : platform.known ? settled(list(platform.value)) : platform,
    tags: known('output').flatMap((output) => {
      const name = /(?:^|,)name=("?)([^,"]*)\1/.exec(output)?.[2];
      return name === undefined ? [] : [settled(name)];
    }),
    builder: 'buildkit',
    namedContexts: Object.fromEntries(below('context:').map(([name, value]) => [name, linked(value)] as const)),
    noCache:
      read.flags.some(({ name }) => name === 'no-cache') || noCacheOpt === ''
        ? true
        : noCacheOpt === undefined
          ? false
          : list(noCacheOpt),
    pull: opt('image-resolve-mode') === 'pull',
    cacheFrom: [...known('import-cache'), ...list(opt('cache-from'))],
    extras: {
      ...NO_EXTRAS,
      secrets: known('secret'),
      ssh: known('ssh'),
      addHosts: list(opt('add-hosts')),
      ulimits: list(opt('ulimit')),
      entitlements: known('allow'),
      labels: Object.fromEntries(below('label:')),
      ...(network === undefined ? {} : { network }),
      ...(shmSize === undefined ? {} : { shmSize }),
      ...(cgroupParent === undefined ? {} : { cgroupParent }),
    },
    problems: read.unknown.map(({ name }) => `${name} is not a flag we know.`),
  });

  function contextOf(): Settled<ContextRef> {
    const remote = opts.get('context');
    if (remote !== undefined && !(remote.known && remote.value.startsWith('local:'))) {
      return contextRef(place.cwd, remote);
    }
    const name = remote === undefined ? (opt('contextkey') ?? 'context') : remote.value.slice('local:'.length);
    const local = locals.get(name);
    return local === undefined
      ? unsettled(`The command gives no local folder called ${name}.`, '')
      : contextRef(place.cwd, local);
  }

  /** `local:name` stands for the folder that `--local name=…` gives. */
  function linked(value: Settled<string>): Settled<string> {
    if (!value.known || !value.value.startsWith('local:')) return value;
    const folder = locals.get(value.value.slice('local:'.length));
    return folder === undefined ? value : namedContext(place.cwd, folder);
  }
}
