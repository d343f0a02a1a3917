// A socket that may not be opened: the status explains the group, nothing suggests to open it for all, nothing pops up.
// Root may open everything, so that a server started by root runs as nobody here.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { FakeEngine } from '../support/fakeEngine';
import { LspClient } from '../support/lspClient';
import { TestWorkspace } from '../support/workspace';

const NOBODY = 65534;
const TEXT = 'FROM debian:12\nRUN make\n';
const HISTORY = '500000 base layer\n2000 RUN /bin/sh -c make # buildkit';

const uid = process.getuid?.() === 0 ? NOBODY : undefined;
const cannot = whyNot();
let engine: FakeEngine;
let workspace: TestWorkspace;

function whyNot(): string | false {
  if (process.platform === 'win32') return 'Windows has no permissions on Unix sockets';
  if (uid === undefined) return false;
  const { status } = spawnSync(process.execPath, ['-e', '0'], { uid, gid: uid, cwd: '/' });
  return status === 0 ? false : `${process.execPath} cannot be run by another user than root`;
}

/** The server from a folder that everybody may read: the checkout itself may be root's own. */
function readableServer(): string {
  chmodSync(workspace.folder, 0o755);
  for (const file of ['server.js', 'program.js']) {
    copyFileSync(join(process.cwd(), 'dist', file), workspace.path(file));
    chmodSync(workspace.path(file), 0o644);
  }
  return workspace.path('server.js');
}

before(async () => {
  workspace = new TestWorkspace();
  engine = await FakeEngine.start({ images: [{ name: 'app:dev', history: HISTORY }] });
});
after(async () => {
  await engine.dispose();
  workspace.dispose();
});

test(
  'refused: the status explains the group; access given later is taken up; taken away again, values stay',
  { skip: cannot },
  async () => {
    const uri = workspace.write('Dockerfile', TEXT);
    engine.permit(false);
    const client = await LspClient.start({
      env: { DOCKER_HOST: engine.address },
      program: readableServer(),
      ...(uid === undefined ? {} : { uid }),
    });
    await client.open(uri, TEXT);
    await client.until('its state', async () => (await client.status(uri)).engine === 'refused');
    const status = await client.status(uri);
    assert.match(
      status.tooltip,
      /Permission to use unix:.* was refused\. .*members of the group that owns the socket \(often docker\)/,
    );
    assert.match(status.text, /^Layerlens: stage-0 · text only/);
    assert.equal(await client.lensAt(uri, 1), '? unknown until built');
    await client.until('the log has the detail', () => client.log.some((line) => line.includes('EACCES')));
    assert.equal(engine.requests.length, 0);

    // The owner changed the permissions: the file system tells.
    engine.permit(true);
    await client.untilLens(uri, 1, '2 kB · <1%');

    await engine.stop();
    await engine.listen();
    engine.permit(false);
    await client.request('layerlens/refresh', { uri });
    await client.until('it is refused again', async () => (await client.status(uri)).engine === 'refused');
    await client.untilLens(uri, 1, '~2 kB · the engine refuses access');

    const said = JSON.stringify([client.log, await client.tree(uri), await client.status(uri)]);
    assert.doesNotMatch(said, /chmod|666|777/, 'an engine’s socket that all may open gives root to all');
    assert.equal(await client.stop(), 0);
    assert.deepEqual(client.shown, [], 'no pop-up');
  },
);
