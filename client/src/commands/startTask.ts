// Knows: how to run a VS Code task and learn how it ended. The task service is a port: order of events is tested without VS Code.
import type { Disposable, Event, Task, TaskEndEvent, TaskExecution, TaskProcessEndEvent } from 'vscode';

/** What `vscode.tasks` is, as far as this file needs it. */
export interface TaskService {
  executeTask(task: Task): Thenable<TaskExecution>;
  readonly onDidEndTask: Event<TaskEndEvent>;
  readonly onDidEndTaskProcess: Event<TaskProcessEndEvent>;
}

export interface StartedTask {
  /** `undefined`: stopped, or the program could not be started. */
  readonly exitCode: Promise<number | undefined>;
  terminate(): void;
}

/**
 * Listens before it starts: a task may end before `executeTask` answers. A program that cannot be started ends the task
 * without a process event, so both events count; the process event, which has the exit code, comes first.
 */
export async function startTask(service: TaskService, task: Task): Promise<StartedTask> {
  const ended = new Map<TaskExecution, number | undefined>();
  let mine: TaskExecution | undefined;
  const { promise, resolve } = withResolver<number | undefined>();
  const end = (execution: TaskExecution, exitCode: number | undefined): void => {
    if (!ended.has(execution)) ended.set(execution, exitCode);
    if (execution === mine) resolve(ended.get(execution));
  };
  const subscriptions: Disposable[] = [
    service.onDidEndTaskProcess((event) => end(event.execution, event.exitCode)),
    service.onDidEndTask((event) => end(event.execution, undefined)),
  ];
  const stopListening = (): void => {
    for (const subscription of subscriptions) subscription.dispose();
  };
  try {
    mine = await service.executeTask(task);
  } catch (error) {
    stopListening();
    throw error;
  }
  const execution = mine;
  if (ended.has(execution)) resolve(ended.get(execution));
  return { exitCode: promise.finally(stopListening), terminate: () => execution.terminate() };
}

/** `Promise.withResolvers` of ES2024. */
function withResolver<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
