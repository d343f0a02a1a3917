// Every folder of samples/ is a workspace; expected.json says which builds must be found for its Dockerfiles.
import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { nodeProject } from '../../src/host/nodeProject';
import { allTargets, resolveTargets } from '../../src/project/resolve';
import { inShort, readSamples } from './support';

const samples = readSamples();

for (const sample of samples) {
  test(`${sample.name}: ${sample.why}`, async () => {
    const files = nodeProject(sample.folder, { env: sample.env ?? {} });
    for (const [dockerfile, expected] of Object.entries(sample.dockerfiles)) {
      const found = await resolveTargets(files, dockerfile);
      assert.equal(found.at(-1)?.source.kind, 'assumed', 'the last one is the assumed one');
      assert.deepEqual(
        found.slice(0, -1).map((target, i) => inShort(target, expected[i], dirname(sample.folder))),
        expected,
        dockerfile,
      );
    }
    const all = await allTargets(files);
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length, 'ids are told apart');
    for (const [label, text] of Object.entries(sample.inline ?? {})) {
      assert.equal(all.find((target) => target.label === label)?.inlineDockerfile, text);
    }
    const unknown = all.filter(
      ({ dockerfile, inlineDockerfile }) => !dockerfile.known && inlineDockerfile === undefined,
    );
    assert.deepEqual(
      unknown.map(({ label }) => label),
      sample.unknown ?? [],
    );
  });
}

test('there are at least forty sample workspaces, among them every complaint about contexts', () => {
  assert.ok(samples.length >= 40, `${samples.length}`);
  for (const complaint of [41, 42, 43, 44, 45, 46, 47]) {
    assert.ok(
      samples.some(({ why }) => why.includes(`no. ${complaint}`)),
      `no sample for complaint ${complaint} of peers.md §2.5`,
    );
  }
});
