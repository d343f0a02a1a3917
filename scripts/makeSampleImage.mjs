// Makes test-workspace/sample/sample-image.tar.gz from its own Dockerfile with a real engine and the sample's stand-in base,
// so that `npm start` shows built sizes where no engine is.
// @ts-check
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { inRepo } from './repo.mjs';
import { buildAndReadHistory, builderOn } from './rig/builders.mjs';
import { ensureEngine } from './rig/engine.mjs';
import { SAMPLE_BASE, sampleBase } from './rig/sampleBase.mjs';

const folder = inRepo('test-workspace/sample');
const target = join(folder, 'sample-image.tar.gz');
const scratch = mkdtempSync(join(tmpdir(), 'layerlens-sample-'));
const engine = await ensureEngine({ kind: 'current', store: 'overlay2' });
try {
  engine.registry?.register(SAMPLE_BASE, await sampleBase());
  const archive = join(scratch, 'image.tar');
  const built = await buildAndReadHistory(builderOn('docker-buildkit', engine), {
    dockerfile: readFileSync(join(folder, 'Dockerfile'), 'utf8'),
    contextDir: folder,
    archive,
  });
  if (!built.ok) throw new Error(built.error);
  await pipeline(createReadStream(archive), createGzip({ level: 9 }), createWriteStream(target));
  console.log(`${target}: ${statSync(target).size} bytes, ${built.diffIds.length} layers`);
} finally {
  await engine.dispose();
  rmSync(scratch, { recursive: true, force: true });
}
