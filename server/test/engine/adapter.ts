// Asks real engines through the product's own adapter: do its rows say what the image's config and the engine's API say?
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAndReadHistory, type Builder } from '../../../scripts/rig/builders.mjs';
import { SAMPLE_BASE, sampleBase } from '../../../scripts/rig/sampleBase.mjs';
import { NEVER_CANCELLED } from '../../src/base/platform';
import { DEFAULT_BUILD_OPTIONS } from '../../src/build/options';
import { createEngine } from '../../src/engine/connect';
import { openSavedImage } from '../../src/host/archiveImage';
import { nodePrograms } from '../../src/host/process';
import { align } from '../../src/layers/align';
import { parseDockerfile } from '../../src/syntax/parse';

/** The sample, and a text that the classic builder takes too. */
const CLASSIC = `FROM ${SAMPLE_BASE}\nENV A=1\nRUN true\nRUN apt-get update\nWORKDIR /made\nWORKDIR /made\nCOPY app.sh /app.sh\nCMD ["sh"]\n`;

/** What is wrong; empty when everything agrees. `archive` is a path that may be written. */
export async function askAdapter(builder: Builder, archive: string): Promise<string[]> {
  const rig = builder.engine;
  if (!rig) return [];
  rig.registry?.register(SAMPLE_BASE, await sampleBase());
  const folder = join(process.cwd(), 'test-workspace/sample');
  const dockerfile = builder.frontend === 'classic' ? CLASSIC : await readFile(join(folder, 'Dockerfile'), 'utf8');
  const built = await buildAndReadHistory(builder, { dockerfile, contextDir: folder, keep: true, archive });
  if (!built.ok) return [`was not built: ${built.error}`];
  const engine = createEngine({
    host: rig.dockerHost,
    enabled: true,
    trusted: true,
    env: {},
    home: '/nonexistent',
    os: process.platform,
    uid: undefined,
    readText: () => Promise.resolve(undefined),
    programs: nodePrograms({}),
    log: () => undefined,
  });
  try {
    const outcome = await engine.image(built.imageRef ?? '', NEVER_CANCELLED);
    if (!outcome.ok) return [outcome.problem.what];
    const wrong: string[] = [];
    const { rows, total } = outcome.value;
    const api = await rig.api.history(built.imageRef ?? '');
    const said = (name: string, ours: unknown, theirs: unknown): void => {
      if (JSON.stringify(ours) !== JSON.stringify(theirs))
        wrong.push(`${name}:\n  ours ${JSON.stringify(ours)}\n  real ${JSON.stringify(theirs)}`);
    };
    said(
      'bytes',
      rows.map(({ bytes }) => bytes),
      api.map(({ size }) => size),
    );
    said(
      'total',
      total,
      api.reduce((sum, { size }) => sum + size, 0),
    );
    said(
      'texts',
      rows.map(({ createdBy }) => createdBy),
      built.history.map(({ createdBy }) => createdBy),
    );
    said(
      'empty',
      rows.map(({ empty }) => empty),
      built.history.map(({ emptyLayer }) => emptyLayer),
    );
    said(
      'diff IDs',
      rows.flatMap(({ diffId }) => (diffId === null ? [] : [diffId])),
      built.diffIds,
    );
    const alignment = align(parseDockerfile(dockerfile), outcome.value, DEFAULT_BUILD_OPTIONS);
    said('fit', alignment.fit, 'whole');
    wrong.push(
      ...(await askArchive(
        archive,
        rows.map(({ empty }) => empty),
        built.diffIds,
      )),
    );
    return wrong;
  } finally {
    engine.dispose();
    await rig.api.remove(built.imageRef ?? '');
  }
}

/** The same image, saved by the engine and read from the file. */
async function askArchive(path: string, empty: readonly boolean[], diffIds: readonly string[]): Promise<string[]> {
  const outcome = await openSavedImage(path, { signal: NEVER_CANCELLED });
  if (!outcome.ok) return [`archive: ${outcome.problem.what}`];
  const { rows } = outcome.value;
  const wrong: string[] = [];
  if (JSON.stringify(rows.map((row) => row.empty)) !== JSON.stringify(empty))
    wrong.push('archive: other rows are empty than in the engine');
  if (JSON.stringify(rows.flatMap(({ diffId }) => (diffId === null ? [] : [diffId]))) !== JSON.stringify(diffIds))
    wrong.push('archive: other diff IDs');
  return wrong;
}
