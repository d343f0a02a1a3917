// Knows: where other CI services keep their scripts: GitLab CI, Azure Pipelines, CircleCI, Woodpecker (docs.gitlab.com:
// ci/yaml; learn.microsoft.com: azure/devops/pipelines/yaml-schema, Docker@2; circleci.com: docs/configuration-reference).
import { settled, unsettled, type Settled } from './buildTarget';
import { plainText, settle, type Hole, type PartialText } from './partialText';
import { folderOf, settledPath } from './place';
import { allBuilds, partial, scriptBuilds, substituted, type Reader, type Surroundings } from './reader';
import { NO_BUILDS, type FoundBuilds } from './shellRun';
import type { ScriptText } from './shellWords';
import { at, entriesOf, itemsOf, readYaml, textOf, type Tree } from './tree';

/** Scripts run in the checkout, which is taken for the workspace. */
const CHECKOUT = settled('.');

export const readGitlab: Reader = (file, text, around) => {
  const root = readYaml(text).documents[0];
  const variables = (tree: Tree | undefined): [string, PartialText][] =>
    entriesOf(at(tree, 'variables')).map(([name, value]) => [
      name,
      plainText(textOf(value) ?? textOf(at(value, 'value')) ?? ''),
    ]);
  return allBuilds(
    entriesOf(root).map(([name, job]) => {
      const script = at(job, 'script');
      if (script === undefined) return NO_BUILDS;
      const before = at(job, 'before_script') ?? at(root, 'default', 'before_script') ?? at(root, 'before_script');
      // Both run in one shell, so a `cd` before counts.
      const head = linesOf(before);
      const own = linesOf(script);
      return scriptBuilds('workflow', file, around, {
        name,
        line: (script.kind === 'list' ? script.items[0]?.line : undefined) ?? script.line,
        script: { text: [...head, ...own].join('\n'), holes: [] },
        cwd: CHECKOUT,
        given: new Map([...variables(root), ...variables(job), ['CI_PROJECT_DIR', plainText(around.root)]]),
      });
    }),
  );
};

const linesOf = (tree: Tree | undefined): readonly string[] => {
  if (tree?.kind === 'list') return tree.items.flatMap(linesOf);
  const text = textOf(tree);
  return text === undefined ? [] : [text];
};

/** Azure Pipelines: steps may stand at any depth, below stages, jobs, strategies and templates. */
export const readAzure: Reader = (file, text, around) =>
  walk(readYaml(text).documents[0], (tree) => {
    const name = textOf(at(tree, 'displayName')) ?? textOf(at(tree, 'name')) ?? 'step';
    const folder = textOf(at(tree, 'workingDirectory')) ?? textOf(at(tree, 'inputs', 'workingDirectory')) ?? '.';
    const cwd = settledPath(CHECKOUT, settle(partial(azureText(folder, around))));
    const script = at(tree, 'script') ?? at(tree, 'bash');
    if (script?.kind === 'scalar') {
      return scriptBuilds('workflow', file, around, {
        name,
        line: script.line,
        script: azureText(script.text, around),
        cwd,
      });
    }
    return /^Docker@/.test(textOf(at(tree, 'task')) ?? '') ? dockerTask(file, name, tree, around) : NO_BUILDS;
  });

/** `$(name)` is a variable of the pipeline; `${{ … }}` an expression. */
const azureText = (text: string, around: Surroundings): ScriptText =>
  substituted(text, /\$\{\{([^}]{0,500})\}\}|\$\(([A-Za-z_][\w.]*)\)/g, (written): string | Hole =>
    /^\$\((?:Build\.SourcesDirectory|System\.DefaultWorkingDirectory|Build\.Repository\.LocalPath)\)$/.test(written)
      ? around.root
      : written === '$(pwd)'
        ? written
        : { written, why: 'It is a variable of the pipeline.' },
  );

function dockerTask(file: string, name: string, task: Tree, around: Surroundings): FoundBuilds {
  const input = (key: string): string | undefined => textOf(at(task, 'inputs', key));
  if (!/^build/.test(input('command') ?? 'buildAndPush')) return NO_BUILDS;
  const dockerfile = input('Dockerfile') ?? input('dockerFile') ?? '**/Dockerfile';
  const context = input('buildContext') ?? '**';
  // `**` is the Dockerfile's own folder (Docker@2, buildContext).
  const contextWord = context === '**' ? folderOf(dockerfile) : context;
  const found = scriptBuilds('workflow', file, around, {
    name,
    line: task.line,
    script: azureText(`docker build ${input('arguments') ?? ''} -f "${dockerfile}" "${contextWord}"`, around),
    cwd: CHECKOUT,
  });
  if (!/[*?]/.test(dockerfile)) return found;
  const unknown = unsettled('The task takes the first file that the pattern finds.', dockerfile);
  return {
    ...found,
    targets: found.targets.map((target) => ({ ...target, dockerfile: unknown, context: unknown })),
  };
}

/** CircleCI's `run`, Woodpecker's and Drone's `commands`. */
export const readOtherPipeline: Reader = (file, text, around) =>
  walk(readYaml(text).documents[0], (tree) => {
    const run = at(tree, 'run');
    const script = run?.kind === 'scalar' ? run : (at(run, 'command') ?? at(tree, 'commands'));
    const lines = linesOf(script);
    if (script === undefined || lines.length === 0) return NO_BUILDS;
    const first = script.kind === 'list' ? (itemsOf(script)[0]?.line ?? script.line) : script.line;
    const folder = textOf(at(run, 'working_directory')) ?? textOf(at(tree, 'directory'));
    return scriptBuilds('workflow', file, around, {
      name: textOf(at(run, 'name')) ?? textOf(at(tree, 'name')) ?? 'run',
      line: first,
      script: substituted(lines.join('\n'), /<<([^<>\n]*)>>/g, (written) => ({
        written,
        why: 'It is a parameter of the pipeline.',
      })),
      cwd: folder === undefined ? CHECKOUT : workingFolder(folder),
    });
  });

/** `~/project` is CircleCI's checkout. */
function workingFolder(folder: string): Settled<string> {
  const inside = /^~\/project(?:\/(.*))?$/.exec(folder);
  if (inside !== null) return settled(inside[1] ?? '.');
  return /^[~$]/.test(folder)
    ? unsettled('The folder is outside of the checkout.', folder)
    : settledPath(CHECKOUT, settled(folder));
}

function walk(tree: Tree | undefined, read: (tree: Tree) => FoundBuilds): FoundBuilds {
  if (tree === undefined || tree.kind === 'scalar') return NO_BUILDS;
  const below = tree.kind === 'list' ? tree.items : [...tree.entries.values()];
  return allBuilds([...(tree.kind === 'map' ? [read(tree)] : []), ...below.map((child) => walk(child, read))]);
}
