// What other programs built: who is asked when, and that learning makes the plan look again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ElsewhereBuild } from '../cache/elsewhere';
import type { BuildRecord } from '../cache/record';
import { NEVER_CANCELLED } from '../base/platform';
import type { Log } from './log';
import { unrecordedOf } from './planBuilder';
import type { PlannedBuilder, PlanPorts } from './planPorts';

interface Asking {
  mayAsk(): boolean;
  readonly log: Log;
}

const BUILDS: readonly ElsewhereBuild[] = [{ at: '2026-11-21T14:02:00Z', when: 'at 14:02', ops: undefined }];
const builder = { id: 'b', answers: true } as PlannedBuilder;
const newest = { at: '2026-11-21T14:00:00Z' } as BuildRecord;
const ASKED = {
  command: { argv: ['docker', 'build', '.'], cwd: '/', env: {} },
  builder,
  newest,
  keys: [],
  signal: NEVER_CANCELLED,
};

async function asked(
  change: { mayAsk?: boolean; learns?: boolean | Error } & Partial<typeof ASKED | { newest: undefined }>,
) {
  const { mayAsk = true, learns = false, ...given } = change;
  let looks = 0;
  const asksOnly: boolean[] = [];
  const learned = learns instanceof Error ? Promise.reject(learns) : Promise.resolve(learns);
  const warnings: string[] = [];
  const log = { warn: (message: string) => warnings.push(message) } as Partial<Log> as Log;
  const ports = {
    log,
    mayAsk: () => mayAsk,
    unrecorded: (_command, _builder, { only }) => {
      looks++;
      asksOnly.push(only);
      return Promise.resolve({ builds: BUILDS, learned });
    },
  } as Pick<PlanPorts, 'unrecorded'> & Asking as PlanPorts & Asking;
  let renewed = 0;
  const builds = await unrecordedOf(ports, { ...ASKED, ...given }, () => renewed++);
  await Promise.allSettled([learned]);
  await new Promise((resolve) => setImmediate(resolve));
  return { builds, looks, renewed, warnings, ...(asksOnly.includes(true) && { only: true }) };
}

test('the builder is asked, and nothing is looked at again', async () => {
  assert.deepEqual(await asked({}), { builds: BUILDS, looks: 1, renewed: 0, warnings: [] });
});

test('what was learned makes the plan look again', async () => {
  assert.deepEqual(await asked({ learns: true }), { builds: BUILDS, looks: 1, renewed: 1, warnings: [] });
});

test('learning that fails is told to the log; the builds count all the same', async () => {
  assert.deepEqual(await asked({ learns: new Error('no room') }), {
    builds: BUILDS,
    looks: 1,
    renewed: 0,
    warnings: ['builds of other programs were not learned: Error: no room'],
  });
});

test('nobody is asked in a folder that is not trusted', async () => {
  assert.deepEqual(await asked({ mayAsk: false }), { builds: [], looks: 0, renewed: 0, warnings: [] });
});

test('where nothing was recorded only what can be learned is asked for, and nobody waits', async () => {
  const nothing = { builds: [], looks: 1, warnings: [], only: true };
  assert.deepEqual(await asked({ newest: undefined }), { ...nothing, renewed: 0 });
  assert.deepEqual(await asked({ newest: undefined, learns: true }), { ...nothing, renewed: 1 });
});
