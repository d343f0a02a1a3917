// What other programs built: who is asked when, and that learning makes the plan look again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ElsewhereBuild } from '../cache/elsewhere';
import type { BuildRecord } from '../cache/record';
import { NEVER_CANCELLED } from '../base/platform';
import { unrecordedOf } from './planBuilder';
import type { PlannedBuilder, PlanPorts } from './planPorts';

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

async function asked(change: { mayAsk?: boolean; learns?: boolean } & Partial<typeof ASKED | { newest: undefined }>) {
  const { mayAsk = true, learns = false, ...given } = change;
  let looks = 0;
  const learned = Promise.resolve(learns);
  const ports = {
    mayAsk: () => mayAsk,
    unrecorded: () => {
      looks++;
      return Promise.resolve({ builds: BUILDS, learned });
    },
  } as Pick<PlanPorts, 'unrecorded'> & { mayAsk(): boolean } as PlanPorts & { mayAsk(): boolean };
  let renewed = 0;
  const builds = await unrecordedOf(ports, { ...ASKED, ...given }, () => renewed++);
  await learned;
  return { builds, looks, renewed };
}

test('the builder is asked, and nothing is looked at again', async () => {
  assert.deepEqual(await asked({}), { builds: BUILDS, looks: 1, renewed: 0 });
});

test('what was learned makes the plan look again', async () => {
  assert.deepEqual(await asked({ learns: true }), { builds: BUILDS, looks: 1, renewed: 1 });
});

test('nobody is asked in a folder that is not trusted, or where nothing was recorded', async () => {
  const nobody = { builds: [], looks: 0, renewed: 0 };
  assert.deepEqual(await asked({ mayAsk: false }), nobody);
  assert.deepEqual(await asked({ newest: undefined }), nobody);
});
