// Knows: what devcontainer.json asks for (containers.dev: implementors/json_reference, "Image or Dockerfile specific
// properties"). Paths are as seen from the file's own folder.
import { buildTarget, settled, type BuildTarget, type Settled } from './buildTarget';
import type { ComposeRequest } from './composeProject';
import { settle } from './partialText';
import { baseOf, contextRef, folderOf, pathFrom, settledPath } from './place';
import { partial, substituted, type Surroundings } from './reader';
import { at, entriesOf, lineOfKey, readJson, textOf, textsOf } from './tree';

export interface Devcontainer {
  readonly target?: BuildTarget;
  /** The compose files it starts from, and the service that is its own. */
  readonly compose?: ComposeRequest;
}

export function readDevcontainer(file: string, text: string, around: Surroundings): Devcontainer {
  const root = readJson(text).documents[0];
  if (root === undefined) return {};
  const folder = folderOf(file);
  const composeFiles = textsOf(at(root, 'dockerComposeFile'));
  if (composeFiles.length > 0) {
    return { compose: { files: composeFiles.map((path) => pathFrom(folder, path)) } };
  }
  const fill = (value: string): Settled<string> => settle(partial(filledIn(value, file, around)));
  const build = at(root, 'build');
  // `dockerFile` and `context` at the top are the older form of the same.
  const dockerfile =
    textOf(at(build, 'dockerfile')) ?? textOf(at(build, 'dockerFile')) ?? textOf(at(root, 'dockerFile'));
  if (dockerfile === undefined) return {};
  const here = settled(folder);
  const target = textOf(at(build, 'target'));
  const options = textsOf(at(build, 'options'));
  const cacheFrom = textsOf(at(build, 'cacheFrom'));
  return {
    target: buildTarget(
      {
        kind: 'devcontainer',
        file,
        line: lineOfKey(root, build === undefined ? 'dockerFile' : 'build'),
        name: nameOf(file),
      },
      {
        dockerfile: settledPath(here, fill(dockerfile)),
        context: contextRef(here, fill(textOf(at(build, 'context')) ?? textOf(at(root, 'context')) ?? '.')),
        target: target === undefined ? settled('') : fill(target),
        buildArgs: Object.fromEntries(
          entriesOf(at(build, 'args')).map(([name, value]) => [name, fill(textOf(value) ?? '')] as const),
        ),
        cacheFrom,
        problems: options.length === 0 ? [] : [`It also gives the builder: ${options.join(' ')}`],
      },
    ),
  };
}

/** `.devcontainer/<name>/devcontainer.json`: several in one workspace. */
const nameOf = (file: string): string => {
  const folder = baseOf(folderOf(file));
  return folder === '.devcontainer' || folder === '.' ? '' : folder;
};

/** containers.dev: "Variables in devcontainer.json". */
function filledIn(text: string, file: string, around: Surroundings): ReturnType<typeof substituted> {
  return substituted(text, /\$\{([^{}]*)\}/g, (written, inner) => {
    if (inner === 'localWorkspaceFolder') return around.root;
    if (inner === 'localWorkspaceFolderBasename') return baseOf(around.root);
    const env = /^(?:localEnv|env):([^:]+)(?::(.*))?$/.exec(inner);
    const value = env === null ? undefined : (around.env(env[1] ?? '') ?? env[2]);
    return value ?? { written, why: `${inner} is not known before the container is made.` };
  });
}
