// Knows: builds in .vscode/tasks.json: tasks of the type `docker-build`, and shell and process tasks
// (VS Code docs: tasks-appendix; microsoft/vscode-containers: docs on the docker-build task).
import { buildTarget, settled, type BuildTarget, type Settled } from './buildTarget';
import { settle, type Hole } from './partialText';
import { contextRef, folderOf, settledPath } from './place';
import { allBuilds, partial, scriptBuilds, substituted, type Reader, type Surroundings } from './reader';
import { NO_BUILDS, type FoundBuilds } from './shellRun';
import { at, entriesOf, isTrue, itemsOf, lineOfKey, readJson, textOf, textsOf, type Tree } from './tree';

export const readTasks: Reader = (file, text, around) => {
  const root = readJson(text).documents[0];
  // .vscode lies in the workspace folder whose tasks these are.
  const folder = folderOf(folderOf(file));
  return allBuilds(itemsOf(at(root, 'tasks')).map((task) => taskBuilds(file, folder, task, around)));
};

function taskBuilds(file: string, folder: string, task: Tree, around: Surroundings): FoundBuilds {
  const type = textOf(at(task, 'type')) ?? '';
  const fill = (text: string): Settled<string> => settle(partial(filledIn(text, folder, around)));
  if (type === 'docker-build' || type === 'container-build') {
    return { ...NO_BUILDS, targets: [buildTask(file, folder, task, fill)] };
  }
  const command = textOf(at(task, 'command')) ?? textOf(at(task, 'command', 'value'));
  if (command === undefined) return NO_BUILDS;
  const args = itemsOf(at(task, 'args')).map((arg) => textOf(arg) ?? textOf(at(arg, 'value')) ?? '');
  // A process task passes its words as they are; a shell task quotes those with blanks.
  const words = args.map((arg) =>
    type === 'process' || /[\s"]/.test(arg) ? `'${arg.replaceAll("'", "'\\''")}'` : arg,
  );
  const cwd = textOf(at(task, 'options', 'cwd'));
  return scriptBuilds('task', file, around, {
    name: textOf(at(task, 'label')) ?? textOf(at(task, 'taskName')) ?? command,
    line: task.line,
    script: filledIn([command, ...words].join(' '), folder, around),
    cwd: cwd === undefined ? settled(folder) : settledPath(settled(folder), fill(cwd)),
  });
}

function buildTask(file: string, folder: string, task: Tree, fill: (text: string) => Settled<string>): BuildTarget {
  const build = at(task, 'dockerBuild');
  const one = (key: string): Settled<string> | undefined => {
    const text = textOf(at(build, key));
    return text === undefined ? undefined : fill(text);
  };
  const here = settled(folder);
  const pairs = (key: string): Readonly<Record<string, Settled<string>>> =>
    Object.fromEntries(entriesOf(at(build, key)).map(([name, value]) => [name, fill(textOf(value) ?? '')] as const));
  const tag = one('tag');
  const name = textOf(at(task, 'label')) ?? 'docker-build';
  return buildTarget(
    { kind: 'task', file, line: lineOfKey(task, 'label'), name },
    {
      // Both default to the workspace folder (vscode-containers: src/tasks/netcore, DockerBuildTaskProvider).
      dockerfile: settledPath(here, one('dockerfile') ?? settled('Dockerfile')),
      context: contextRef(here, one('context') ?? settled('.')),
      target: one('target') ?? settled(''),
      buildArgs: pairs('buildArgs'),
      tags: tag === undefined ? [] : [tag],
      pull: isTrue(at(build, 'pull')),
      problems: textsOf(at(build, 'customOptions')).map((options) => `The task also gives the builder: ${options}`),
    },
  );
}

/** VS Code's own variables; others hang on what is open when the task runs. */
const filledIn = (text: string, folder: string, around: Surroundings): ReturnType<typeof substituted> =>
  substituted(text, /\$\{([^{}]*)\}/g, (written, inner) => taskVariable(written, inner, folder, around));

function taskVariable(written: string, inner: string, folder: string, around: Surroundings): string | Hole {
  const absolute = folder === '.' ? around.root : `${around.root}/${folder}`;
  if (/^(?:workspaceFolder|workspaceRoot|cwd|workspaceFolder:.*)$/.test(inner)) {
    return inner.includes(':') ? { written, why: 'It names another workspace folder.' } : absolute;
  }
  if (inner === 'workspaceFolderBasename') return absolute.slice(absolute.lastIndexOf('/') + 1);
  if (inner === 'pathSeparator' || inner === '/') return '/';
  const name = /^env:(.+)$/.exec(inner)?.[1];
  const value = name === undefined ? undefined : around.env(name);
  return value ?? { written, why: 'It hangs on what is open when the task runs.' };
}
