// What the command line does not read changes no answer: for each Dockerfile of the sample workspaces the builds are the
// same with all files and with those that can be about it.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeProject } from '../../src/host/nodeProject';
import { isDockerfileName } from '../../src/project/port';
import { filesAbout } from '../../src/project/relevant';
import { allTargets, targetsFor } from '../../src/project/resolve';

const SAMPLES = 'server/test/projects/samples';

const samples = readdirSync(SAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());

test(`${String(samples.length)} samples: no build is lost`, async () => {
  let builds = 0;
  for (const { name } of samples) {
    const files = nodeProject(join(process.cwd(), SAMPLES, name), { env: {}, waits: true });
    const all = await allTargets(files);
    const listed = (await files.list()).filter((path) => isDockerfileName(path.slice(path.lastIndexOf('/') + 1)));
    const built = all.flatMap(({ dockerfile }) => (dockerfile.known ? [dockerfile.value] : []));
    for (const dockerfile of new Set([...listed, ...built])) {
      const expected = targetsFor(all, dockerfile);
      builds += expected.length;
      const found = targetsFor(await allTargets(filesAbout(files, [dockerfile])), dockerfile);
      assert.deepEqual(found, expected, `${name}: ${dockerfile}`);
    }
  }
  assert.ok(builds > 50, `${String(builds)} builds`);
});
