// Files of a context that are those of a time that is past: whatever may have changed since says no.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { withNodes } from '../context/patch';
import { directory, type ContextNode } from '../context/tree';
import { unchangedSince } from './unchangedSince';

const top = mkdtempSync(join(tmpdir(), 'll-unchanged-'));
after(() => {
  rmSync(top, { recursive: true, force: true });
});

const file: ContextNode = { kind: 'file', mode: 0o644, uid: 0, gid: 0, mtime: '', size: 1, digest: undefined };
const TREE = withNodes(directory([]), new Map([['src/a', file]]));
let made = 0;

/** A folder with `src/a`, changed after a time that is returned: told by the clock of the disk, whose ticks are coarse. */
function changed(change: (folder: string) => void): { folder: string; time: number } {
  const folder = join(top, String(made++));
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'src/a'), 'a');
  writeFileSync(join(folder, 'src/b'), 'b');
  const first = statSync(join(folder, 'src/b')).ctimeMs;
  let time = first;
  while (time <= first) {
    writeFileSync(join(folder, 'clock'), '');
    time = statSync(join(folder, 'clock')).ctimeMs;
  }
  // The folder itself got a file for that; its own time is not in question here.
  change(folder);
  return { folder: join(folder, 'src'), time };
}

const SRC = withNodes(directory([]), new Map([['a', file]]));

const CHANGES: readonly [string, (folder: string) => void, boolean][] = [
  ['nothing', () => undefined, true],
  ['other bytes', (folder) => writeFileSync(join(folder, 'src/a'), 'c'), false],
  ['other bytes under the old time', (folder) => setBack(join(folder, 'src/a')), false],
  ['another mode', (folder) => chmodSync(join(folder, 'src/a'), 0o600), false],
  ['a file that is gone', (folder) => rmSync(join(folder, 'src/b')), false],
  ['a new file', (folder) => writeFileSync(join(folder, 'src/c'), 'c'), false],
];
for (const [name, change, isSame] of CHANGES) {
  test(name, async () => {
    const { folder, time } = changed(change);
    assert.equal(await unchangedSince(folder, SRC, [], time), isSame);
  });
}

test('a file beside it counts, and one that is not there', async () => {
  const { folder, time } = changed((at) => writeFileSync(join(at, 'beside'), ''));
  assert.equal(await unchangedSince(folder, SRC, [join(folder, '../beside')], time), false);
  assert.equal(await unchangedSince(folder, SRC, [join(folder, '../nobody')], time), false);
  assert.equal(await unchangedSince(folder, TREE, [], time), false);
});

function setBack(path: string): void {
  writeFileSync(path, 'd');
  utimesSync(path, 1e9, 1e9);
}
