import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Event, Task, TaskExecution } from 'vscode';
import { startTask } from './startTask';
import type { TaskService } from './startTask';

const TASK = {} as Task;

function emitter<T>() {
  const listeners = new Set<(event: T) => unknown>();
  const event: Event<T> = (listener) => (listeners.add(listener), { dispose: () => void listeners.delete(listener) });
  return { event, fire: (value: T) => listeners.forEach((listener) => listener(value)), listeners };
}

function rig(during?: (rig: { end(code?: number): void; endProcess(code?: number): void }) => void) {
  let terminated = 0;
  const terminate = (): void => {
    terminated++;
  };
  const execution: TaskExecution = { task: TASK, terminate };
  const ends = emitter<{ execution: TaskExecution }>();
  const processes = emitter<{ execution: TaskExecution; exitCode: number | undefined }>();
  const events = {
    end: () => ends.fire({ execution }),
    endProcess: (exitCode?: number) => processes.fire({ execution, exitCode }),
    endOther: () => processes.fire({ execution: { task: TASK, terminate: () => {} }, exitCode: 0 }),
  };
  const service: TaskService = {
    executeTask: async () => (during?.(events), execution),
    onDidEndTask: ends.event,
    onDidEndTaskProcess: processes.event as TaskService['onDidEndTaskProcess'],
  };
  return {
    service,
    ...events,
    terminated: () => terminated,
    listening: () => ends.listeners.size + processes.listeners.size,
  };
}

test('the exit code of the process is the answer, and nothing listens afterwards', async () => {
  const { service, endProcess, end, listening } = rig();
  const started = await startTask(service, TASK);
  endProcess(3);
  end();
  assert.equal(await started.exitCode, 3);
  assert.equal(listening(), 0);
});

test('a task that ended before it was reported as started', async () => {
  const { service } = rig(({ endProcess, end }) => {
    endProcess(0);
    end();
  });
  assert.equal(await (await startTask(service, TASK)).exitCode, 0);
});

test('a program that could not be started has no exit code', async () => {
  const { service, end } = rig();
  const started = await startTask(service, TASK);
  end();
  assert.equal(await started.exitCode, undefined);
});

test('the end of another task is not ours', async () => {
  const { service, endOther, endProcess } = rig();
  const started = await startTask(service, TASK);
  endOther();
  endProcess(7);
  assert.equal(await started.exitCode, 7);
});

test('terminate reaches the task', async () => {
  const { service, terminated } = rig();
  (await startTask(service, TASK)).terminate();
  assert.equal(terminated(), 1);
});

test('when the task cannot be run, the error arrives and nothing listens', async () => {
  const { service, listening } = rig(() => {
    throw new Error('no');
  });
  await assert.rejects(startTask(service, TASK), /no/);
  assert.equal(listening(), 0);
});
