// Knows: what a compose service asks of a builder (compose spec: build.md; docker/compose: pkg/compose/build.go).
import {
  allSettled,
  buildTarget,
  NO_EXTRAS,
  settled,
  unsettled,
  type BuildExtras,
  type BuildTarget,
  type Settled,
} from './buildTarget';
import type { ComposeProject, ComposeService } from './composeProject';
import { baseOf, contextRef, dockerfileIn } from './place';
import { at, entriesOf, filledOf, isTrue, itemsOf, textOf, textsOf, type Tree } from './tree';

/** `shown` is what the picker calls the files: `compose.yaml + compose.dev.yaml`. */
export function composeTargets(project: ComposeProject, root: string, shown: string): readonly BuildTarget[] {
  return project.services.flatMap((service) => {
    const build = service.tree.entries.get('build');
    if (build?.kind !== 'map') return [];
    const target = serviceTarget(project, service, build);
    return [{ ...target, id: `compose:${root}:${service.name}`, label: `${shown} · ${service.name}` }];
  });
}

function serviceTarget(project: ComposeProject, service: ComposeService, build: Tree): BuildTarget {
  const inline = filledOf(at(build, 'dockerfile_inline'));
  // A context that is written was placed when its file was read; without one it is the project's folder.
  const context = contextRef(settled('.'), filledOf(at(build, 'context')) ?? settled(project.folder));
  const dockerfile =
    inline === undefined
      ? dockerfileIn(context, filledOf(at(build, 'dockerfile')) ?? settled('Dockerfile'))
      : unsettled(`The Dockerfile is written in ${baseOf(service.file)} itself.`, 'dockerfile_inline');
  const image = filledOf(at(service.tree, 'image'));
  const platforms = settledList(at(build, 'platforms'));
  const platform = filledOf(at(service.tree, 'platform'));
  const profiles = textsOf(at(service.tree, 'profiles'));
  const active = profiles.length === 0 || profiles.some((name) => isActive(project, name));
  return buildTarget(
    { kind: 'compose', file: service.file, line: service.line, name: service.name },
    {
      dockerfile,
      ...(inline?.known === true ? { inlineDockerfile: inline.value } : {}),
      context,
      target: filledOf(at(build, 'target')) ?? settled(''),
      buildArgs: pairs(at(build, 'args'), (name) => fromEnvironment(project, name)),
      platforms:
        platforms.length > 0 ? allSettled(platforms) : platform === undefined ? settled([]) : allSettled([platform]),
      tags: settledList(at(build, 'tags')),
      builder: project.env('DOCKER_BUILDKIT') === '0' ? 'classic' : undefined,
      namedContexts: pairs(at(build, 'additional_contexts'), () => settled('')),
      noCache: isTrue(at(build, 'no_cache')),
      pull: isTrue(at(build, 'pull')),
      cacheFrom: textsOf(at(build, 'cache_from')),
      extras: extrasOf(build),
      imageName: image ?? defaultName(project, service.name),
      ...(active ? {} : { needsProfiles: profiles }),
      problems: project.problems,
    },
  );
}

const isActive = (project: ComposeProject, profile: string): boolean =>
  project.activeProfiles.includes(profile) || project.activeProfiles.includes('*');

/** `<project>-<service>` (docker/compose: pkg/api/api.go, GetImageNameOrDefault). */
const defaultName = (project: ComposeProject, service: string): Settled<string> =>
  project.name.known ? settled(`${project.name.value}-${service}`) : project.name;

const fromEnvironment = (project: ComposeProject, name: string): Settled<string> => {
  const value = project.env(name);
  return value === undefined ? unsettled(`${name} is taken from the environment.`, name) : settled(value);
};

const settledList = (tree: Tree | undefined): readonly Settled<string>[] =>
  itemsOf(tree).flatMap((item) => filledOf(item) ?? []);

function pairs(
  tree: Tree | undefined,
  bare: (name: string) => Settled<string>,
): Readonly<Record<string, Settled<string>>> {
  return Object.fromEntries(entriesOf(tree).map(([name, value]) => [name, scalarText(value) ?? bare(name)] as const));
}

/**
 * Numbers as Go prints them: `1.10` is the number 1.1 (compose-go: types/mapping.go). Dates and numbers that Go's YAML
 * reads or prints otherwise than we would are left unknown.
 */
function scalarText(tree: Tree): Settled<string> | undefined {
  if (tree.kind !== 'scalar' || tree.quoted === true) return filledOf(tree);
  const exotic = unsettled('Compose reads this as a number or date; quotes would make it a text.', tree.text);
  if (typeof tree.value !== 'number') {
    return /^\d{4}-\d\d?-\d\d?|^[-+]?\d[\d_]*_[\d_]*$/.test(tree.text) ? exotic : filledOf(tree);
  }
  if (/^[-+]?\d+$/.test(tree.text) && !Number.isSafeInteger(tree.value)) return exotic;
  const size = Math.abs(tree.value);
  const plain = Number.isSafeInteger(tree.value) && !/[.eE]/.test(tree.text);
  return plain || size === 0 || (size >= 1e-4 && size < 1e6) ? settled(String(tree.value)) : exotic;
}

function extrasOf(build: Tree): BuildExtras {
  const network = textOf(at(build, 'network'));
  const shmSize = textOf(at(build, 'shm_size'));
  const isolation = textOf(at(build, 'isolation'));
  return {
    ...NO_EXTRAS,
    secrets: itemsOf(at(build, 'secrets')).flatMap((item) => textOf(item) ?? textOf(at(item, 'source')) ?? []),
    ssh: pairTexts(at(build, 'ssh'), '='),
    addHosts: pairTexts(at(build, 'extra_hosts'), '='),
    ulimits: entriesOf(at(build, 'ulimits')).map(([name, value]) => {
      const both = textOf(value);
      return `${name}=${both ?? `${textOf(at(value, 'soft')) ?? ''}:${textOf(at(value, 'hard')) ?? ''}`}`;
    }),
    entitlements: [
      ...textsOf(at(build, 'entitlements')),
      ...(isTrue(at(build, 'privileged')) ? ['security.insecure'] : []),
    ],
    labels: pairs(at(build, 'labels'), () => settled('')),
    ...(network === undefined ? {} : { network }),
    ...(shmSize === undefined ? {} : { shmSize }),
    ...(isolation === undefined ? {} : { isolation }),
  };
}

const pairTexts = (tree: Tree | undefined, between: string): readonly string[] =>
  tree?.kind === 'map'
    ? entriesOf(tree).map(([name, value]) => `${name}${between}${textOf(value) ?? ''}`)
    : textsOf(tree);
