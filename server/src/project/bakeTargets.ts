// Knows: what a bake target asks of a builder, once it has taken over from those it inherits (docker/buildx: bake/bake.go,
// target and toBuildOpt). Paths are as seen from the folder where bake runs, which for default names is the file's own.
import { joinedValues, type BakeFile, type BakeTarget } from './bakeFile';
import {
  allSettled,
  buildTarget,
  mapSettled,
  NO_EXTRAS,
  settled,
  unsettled,
  type BuildExtras,
  type BuildTarget,
  type Settled,
} from './buildTarget';
import { asText, isList, isObject, UnknownValue, type HclValue } from './hclValue';
import { contextRef, dockerfileIn, namedContext, pathFrom } from './place';

const MOST_INHERITED = 200;

/** A compose service as the bake target that it also is (docker/buildx: bake/compose.go, ParseCompose). */
export function serviceAsTarget(target: BuildTarget, root: string): BakeTarget {
  const value = (of: Settled<string>): HclValue => (of.known ? of.value : new UnknownValue(of.why, of.written));
  const record = (of: Readonly<Record<string, Settled<string>>>): HclValue =>
    new Map(Object.entries(of).map(([name, item]) => [name, value(item)]));
  const { context, dockerfile, imageName, tags } = target;
  const values = new Map<string, HclValue>([
    ['context', contextValue(context, root)],
    ['dockerfile', value(mapSettled(dockerfile, (path) => pathFrom(root, path)))],
    ['args', record(target.buildArgs)],
    ['contexts', record(target.namedContexts)],
    ['tags', (tags.length === 0 && imageName !== undefined ? [imageName] : tags).map(value)],
  ]);
  if (!target.target.known || target.target.value !== '') values.set('target', value(target.target));
  if (target.inlineDockerfile !== undefined) values.set('dockerfile-inline', target.inlineDockerfile);
  const { file, line, name } = target.source;
  return { name: name.replaceAll('.', '_'), file, line, inherits: [], values, fromCompose: true };
}

/** Absolute, so that the folder where bake runs is not joined to it again. */
function contextValue(context: BuildTarget['context'], root: string): HclValue {
  if (!context.known) return new UnknownValue(context.why, context.written);
  if (context.value.kind === 'stdin') return '-';
  return context.value.kind === 'remote' ? context.value.url : pathFrom(root, context.value.path);
}

export function bakeTargets(bake: BakeFile, folder: string): readonly BuildTarget[] {
  const bases = new Set([...bake.targets.values()].flatMap(({ inherits }) => textList(inherits)));
  const grouped = new Set([...bake.groups.values()].flat());
  const offered = [...bake.targets.values()].filter(({ fromCompose }) => fromCompose !== true);
  const made = offered.map((target) => oneTarget(bake, target, folder));
  // What is only there to be inherited comes last.
  const isBase = ({ source: { name } }: BuildTarget): boolean => bases.has(name) && !grouped.has(name);
  return [...made.filter((target) => !isBase(target)), ...made.filter(isBase)];
}

function oneTarget(bake: BakeFile, own: BakeTarget, folder: string): BuildTarget {
  const visited = new Map<string, ReadonlyMap<string, HclValue>>();
  const problems: string[] = [];
  const values = resolve(own.name);
  const open = problems.length > 0 ? problems[0] : undefined;
  const here = settled(folder);
  const absent = (fallback: string): Settled<string> => (open === undefined ? settled(fallback) : unsettled(open, ''));
  const one = (key: string): Settled<string> | undefined => settledText(values.get(key));

  const inline = one('dockerfile-inline');
  const contextText = one('context') ?? absent('.');
  const context = contextRef(here, contextText.known ? settled(withoutCwd(contextText.value)) : contextText);
  const file = one('dockerfile') ?? absent('Dockerfile');
  const dockerfile =
    inline !== undefined
      ? unsettled('The Dockerfile is written in the bake file itself.', 'dockerfile-inline')
      : file.known && file.value.startsWith('cwd://')
        ? settled(pathFrom(folder, withoutCwd(file.value)))
        : dockerfileIn(context, file.known && file.value === '' ? settled('Dockerfile') : file);
  const stages = textList(values.get('no-cache-filter') ?? []);
  return buildTarget(
    { kind: 'bake', file: own.file, line: own.line, name: own.name },
    {
      dockerfile,
      ...(inline?.known === true ? { inlineDockerfile: inline.value } : {}),
      context,
      target: one('target') ?? absent(''),
      buildArgs: pairs(values.get('args')),
      platforms: allSettled(settledTexts(values.get('platforms'))),
      tags: settledTexts(values.get('tags')),
      builder: 'buildkit',
      namedContexts: Object.fromEntries(
        Object.entries(pairs(values.get('contexts'))).map(([name, value]) => [
          name,
          namedContext(here, value.known ? settled(withoutCwd(value.value)) : value),
        ]),
      ),
      noCache: values.get('no-cache') === true ? true : stages.length > 0 ? stages : false,
      pull: values.get('pull') === true,
      cacheFrom: specs(values.get('cache-from')),
      extras: extrasOf(values),
      problems: [...bake.problems, ...problems],
    },
  );

  function resolve(name: string): ReadonlyMap<string, HclValue> {
    const done = visited.get(name);
    if (done !== undefined || visited.size > MOST_INHERITED) return done ?? new Map();
    // A target that inherits itself finds nothing of its own yet, as in buildx.
    visited.set(name, new Map());
    const target = bake.targets.get(name);
    if (target === undefined) {
      problems.push(`${name}, which is inherited, is not in the files.`);
      return new Map();
    }
    let base: ReadonlyMap<string, HclValue> = new Map();
    if (target.inherits instanceof UnknownValue)
      problems.push(`What is inherited is not known: ${target.inherits.why}`);
    for (const parent of textList(target.inherits)) base = joinedValues(base, resolve(parent));
    const all = joinedValues(base, target.values);
    visited.set(name, all);
    return all;
  }
}

const withoutCwd = (path: string): string => (path.startsWith('cwd://') ? path.slice(6) || '.' : path);

function settledText(value: HclValue | undefined): Settled<string> | undefined {
  if (value === undefined || value === null) return undefined;
  if (value instanceof UnknownValue) return unsettled(value.why, value.written);
  const text = asText(value);
  return text === undefined ? unsettled('The value is no text.', '') : settled(text);
}

const textList = (value: HclValue): readonly string[] =>
  isList(value) ? value.flatMap((item) => asText(item) ?? []) : [];

function settledTexts(value: HclValue | undefined): readonly Settled<string>[] {
  if (value === undefined || value === null) return [];
  if (isList(value)) return value.flatMap((item) => settledText(item) ?? []);
  const one = settledText(value);
  return one === undefined || one.known ? [] : [one];
}

function pairs(value: HclValue | undefined): Readonly<Record<string, Settled<string>>> {
  if (value === undefined || !isObject(value)) return {};
  return Object.fromEntries(
    [...value].flatMap(([name, item]) => {
      const text = settledText(item);
      return text === undefined ? [] : [[name, text] as const];
    }),
  );
}

/** `type=registry,ref=x`, or the same as an object. */
const specs = (value: HclValue | undefined): readonly string[] =>
  value !== undefined && isList(value)
    ? value.flatMap((item) =>
        isObject(item)
          ? [[...item].map(([key, part]) => `${key}=${asText(part) ?? ''}`).join(',')]
          : (asText(item) ?? []),
      )
    : [];

function extrasOf(values: ReadonlyMap<string, HclValue>): BuildExtras {
  const network = asText(values.get('network') ?? null);
  const shmSize = asText(values.get('shm-size') ?? null);
  return {
    ...NO_EXTRAS,
    secrets: specs(values.get('secret')),
    ssh: specs(values.get('ssh')),
    addHosts: Object.entries(pairs(values.get('extra-hosts'))).map(
      ([name, value]) => `${name}=${value.known ? value.value : value.written}`,
    ),
    ulimits: textList(values.get('ulimits') ?? []),
    entitlements: textList(values.get('entitlements') ?? []),
    labels: pairs(values.get('labels')),
    ...(network === undefined ? {} : { network }),
    ...(shmSize === undefined ? {} : { shmSize }),
  };
}
