// What is left out before it is read changes no answer: for each Dockerfile of a workspace, the builds are the same with
// all files and with those that can be about it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProjectFiles } from './port';
import { filesAbout } from './relevant';
import { resolveTargets } from './resolve';

const FILES: Readonly<Record<string, string>> = {
  Dockerfile: 'FROM a\n',
  'web/Dockerfile': 'FROM a\n',
  'web/sub/compose.yaml': 'services: {up: {build: ..}}\n',
  'api/Dockerfile': 'FROM a\n',
  'far/Dockerfile': 'FROM a\n',
  'compose.yaml': 'services: {site: {build: ./web}, top: {build: .}}\n',
  'compose.override.yaml': 'services: {site: {build: {target: dev}}}\n',
  'deploy/compose.yaml': 'services: {api: {build: {context: "${WHERE}"}}}\n',
  'deploy/.env': 'WHERE=../api\n',
  'deploy/docker-bake.hcl': 'target "far" {\n  context = "far"\n}\n',
  'scripts/up.sh': 'docker compose -f compose.yaml -f more.yaml build\n',
  'more.yaml': 'services: {site: {build: {target: more}}}\n',
  'scripts/far.sh': 'cd far && docker build .\n',
  '.github/workflows/ci.yml':
    'jobs: {a: {steps: [{run: docker build .}, {run: "docker build -f api/Dockerfile ."}]}}\n',
};

const FILES_PORT: ProjectFiles = {
  root: '/w',
  list: () => Promise.resolve(Object.keys(FILES).filter((path) => !path.endsWith('.env') && path !== 'more.yaml')),
  read: (path) => Promise.resolve(FILES[path]),
  exists: (path) => Promise.resolve(path in FILES),
  env: () => undefined,
};

for (const dockerfile of Object.keys(FILES).filter((path) => path.endsWith('Dockerfile')))
  test(`the builds of ${dockerfile}`, async () => {
    const all = await resolveTargets(FILES_PORT, dockerfile);
    assert.ok(all.length > 1, 'some file builds it');
    assert.deepEqual(await resolveTargets(filesAbout(FILES_PORT, [dockerfile]), dockerfile), all);
  });

test('what is about other folders is not listed', async () => {
  const listed = await filesAbout(FILES_PORT, ['api/Dockerfile']).list();
  assert.ok(!listed.includes('scripts/far.sh') && !listed.includes('compose.yaml'), listed.join());
});
