// Knows: Build and Measure: what the server plans, the user agrees to, a VS Code task runs; then that image is measured.
// Never builds without consent or in a folder that is not trusted, and never through a shell.
import {
  CustomExecution,
  ProgressLocation,
  Task,
  TaskPanelKind,
  TaskRevealKind,
  tasks,
  TaskScope,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { BuildPlan } from '../../../server/src/protocol/requests';
import { openDockerfile } from '../dockerfiles';
import type { AppContext } from '../feature';
import { say } from '../log';
import { plainLabel } from '../text';
import { BuildTerminal } from './buildTerminal';
import { choose } from './choose';
import { subject } from './subject';
import { startTask } from './startTask';
import type { StartedTask } from './startTask';

export async function buildAndMeasure(context: AppContext, given?: unknown): Promise<void> {
  const uri = subject(context, given);
  if (uri === undefined) return;
  if (!workspace.isTrusted) return say(context.log, 'Layerlens builds only in a folder that you trust.');
  if (isBuilding(context, uri)) return;

  const plan = await context.server.request('layerlens/buildPlan', { uri });
  if ('unavailable' in plan) return say(context.log, plan.unavailable);
  const [program, ...args] = plan.argv;
  if (program === undefined) throw new Error('The build plan is empty.');
  if (!(await mayBuild(context, plan, plan.program, uri))) return;
  await build(context, uri, plan, taskOf(uri, plan, [program, ...args]));
}

type Answer = 'once' | 'always';

async function mayBuild({ memory }: AppContext, plan: BuildPlan, program: string, uri: string): Promise<boolean> {
  if (memory.mayBuildWith(program)) return true;
  const unsaved = openDockerfile(uri)?.isDirty ? ' It builds the saved text, not your unsaved changes.' : '';
  const items: (QuickPickItem & { answer?: Answer })[] = [
    { label: '$(tools) Build once', detail: plainLabel(plan.display), answer: 'once' },
    {
      label: '$(check-all) Always build without asking in this workspace',
      detail: plainLabel(`Runs in ${plan.cwd}`),
      answer: 'always',
    },
    { label: '$(close) Do not build' },
  ];
  const picked = await window.showQuickPick(items, {
    title: `Build and Measure: run this command?${unsaved}`,
    placeHolder: plan.display,
    ignoreFocusOut: true,
  });
  if (picked?.answer === 'always') await memory.allowBuildsWith(program);
  return picked?.answer !== undefined;
}

function taskOf(uri: string, plan: BuildPlan, argv: readonly [string, ...string[]]): Task {
  const folder = workspace.getWorkspaceFolder(Uri.parse(uri));
  // Not a process of the terminal: what records the build hears its steps on a pipe only.
  const execution = new CustomExecution(() =>
    Promise.resolve(new BuildTerminal(argv, { cwd: plan.cwd, env: plan.env, title: plan.display })),
  );
  // The definition stays the same from build to build, so that the same panel is used again.
  const task = new Task(
    { type: 'layerlens', dockerfile: uri },
    folder ?? TaskScope.Workspace,
    `build ${plan.tag}`,
    'Layerlens',
    execution,
    [],
  );
  task.presentationOptions = {
    panel: TaskPanelKind.Dedicated,
    reveal: TaskRevealKind.Always,
    focus: false,
    clear: true,
    showReuseMessage: false,
  };
  return task;
}

async function build(context: AppContext, uri: string, plan: BuildPlan, task: Task): Promise<void> {
  // Asked here once more: a second click may have come while the first one waited for the plan or the user.
  if (isBuilding(context, uri)) return;
  let started: StartedTask | undefined;
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    started?.terminate();
  };
  context.builds.begin(uri, { tag: plan.tag, stop });
  let exitCode: number | undefined;
  try {
    context.log.info(`Building ${plan.tag} in ${plan.cwd}: ${JSON.stringify(plan.argv)}`);
    const { exitCode: end } = (started = await startTask(tasks, task));
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- `stop` may have run meanwhile
    if (stopped) started.terminate();
    const title = `$(sync~spin) Building ${plainLabel(plan.tag)}`;
    exitCode = await window.withProgress({ location: ProgressLocation.Window, title }, () => end);
  } finally {
    context.builds.end(uri);
  }
  // A stopped process may still report success: the user's word counts first.
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- `stop` may have run meanwhile
  if (stopped) return say(context.log, `The build of ${plan.tag} was stopped.`);
  if (exitCode === undefined) return say(context.log, `The build of ${plan.tag} did not run to its end.`);
  if (exitCode !== 0) {
    return say(context.log, `The build of ${plan.tag} failed with exit code ${exitCode}: the terminal says why.`);
  }
  await context.server.request('layerlens/built', { uri });
  await choose(context, uri, { image: { kind: 'engine', ref: plan.tag } });
  say(context.log, `Built ${plan.tag}.`);
}

function isBuilding({ builds, log }: AppContext, uri: string): boolean {
  const running = builds.of(uri);
  if (running) say(log, `${running.tag} is being built already; Show Actions can stop it.`);
  return running !== undefined;
}
