// The whole way in a real VS Code with a real engine: build the sample from the lens, see the engine's bytes on the lines,
// in the tree and in the hover, merge the two RUNs with the quick fix, lose the engine and get it back. Takes the pictures.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { ensureEngine } from '../../scripts/rig/engine.mjs';
import { SAMPLE_BASE, sampleBase } from '../../scripts/rig/sampleBase.mjs';
import { exactBytes, formatBytes } from '../../server/src/base/bytes';
import { openWorkbench, until, type OpenWorkbench } from './support/browser';
import { seeing, type Check } from './support/checking';

const root = process.cwd();
const SAMPLE = join(root, 'test-workspace/sample');
/** Written by this run; committed, shown in the README. */
const PICTURES = join(root, 'docs/screenshots');
const TAG = 'layerlens/sample:latest';

/** 1-based lines of the sample that make a layer. */
const LAYER_LINES = [11, 12, 13, 14, 15];

export async function builtSample(vsix: string, check: Check): Promise<void> {
  const engine = await ensureEngine({ kind: 'current', store: 'overlay2' });
  try {
    engine.registry?.register(SAMPLE_BASE, await sampleBase());
    const env = { ...engine.env, PATH: `${dirname(engine.docker)}:${process.env['PATH'] ?? ''}` };
    const shared = {
      workspace: SAMPLE,
      vsix,
      env,
      size: { width: 1280, height: 800 },
      scale: 2,
      settings: { 'layerlens.build.arguments': ['--network=none'] },
    } as const;

    const first = await openWorkbench({ ...shared, theme: 'dark' });
    try {
      await buildFromTheLens(first, engine, seeing(check, first));
      await picture(first, 'dark');
      await quickFix(first, seeing(check, first));
    } finally {
      await first.close();
    }
    await lookElsewhere(shared, check);
    const last = await openWorkbench({ ...shared, theme: 'dark' });
    try {
      await faults(last, engine, seeing(check, last));
    } finally {
      await last.close();
    }
  } finally {
    await engine.dispose();
  }
}

/** A check whose failure leaves a picture of what was there: out/editor-failure.png. */
type Engine = Awaited<ReturnType<typeof ensureEngine>>;

async function buildFromTheLens({ workbench }: OpenWorkbench, engine: Engine, check: Check): Promise<void> {
  const { editor } = workbench;
  await check('the sample is built from its lens, after consent to the exact command', async () => {
    await workbench.openFile('Dockerfile');
    await workbench.openSidebar('Layerlens');
    // A VS Code under load asks for the first lenses only when the text has the focus again.
    await editor.goTo(1);
    await editor.waitForLenses('the row of the stage', (lenses) =>
      lenses.some(({ texts }) => texts.includes('Build and Measure')),
    );
    await editor.clickLens(9, 'Build and Measure');
    await workbench.waitForPick();
    const picks = await workbench.picks();
    assert.ok(
      picks.some((pick) => pick.includes('Build once')),
      picks.join(' | '),
    );
    await workbench.pick('Build once');
    await until(
      'the built image is shown',
      async () =>
        (await workbench.statusBar()).some(
          ({ text, spoken }) => /^runtime · [\d.]+ MB/.test(text) && spoken.includes(TAG),
        ),
      90_000,
    );
    // Only what is in the viewport can be read: the terminal of the build makes room.
    await workbench.runCommand('View: Hide Panel');
  });

  const rows = await engine.api.history(TAG);
  const own = rows.filter(({ createdBy }) => /^(?:RUN|COPY|WORKDIR) /.test(createdBy)).map(({ size }) => size);
  const total = rows.reduce((sum, { size }) => sum + size, 0);

  await check('the lenses show exactly the bytes that the engine’s API says', async () => {
    assert.equal(own.length, LAYER_LINES.length);
    const lenses = await editor.waitForLenses('measured lenses', (all) =>
      all.some(({ texts }) => texts.some((text) => text.startsWith(formatBytes(own[0] ?? 0)))),
    );
    for (const [i, line] of LAYER_LINES.entries()) {
      const lens = lenses.find((candidate) => candidate.line === line);
      assert.ok(
        lens?.texts[0]?.startsWith(`${formatBytes(own[i] ?? -1)} · `),
        `line ${String(line)}: ${String(lens?.texts)} for ${String(own[i])} bytes`,
      );
    }
    const stage = lenses.find(({ line }) => line === 9);
    assert.ok(stage?.texts[0]?.startsWith(`runtime · ${formatBytes(total)} · yours `), String(stage?.texts));
  });

  await check('the hover has every byte and its source', async () => {
    for (const [i, line] of LAYER_LINES.entries()) {
      const hover = await editor.hover(line, 2, 'Layer');
      assert.ok(hover.includes(`(${exactBytes(own[i] ?? -1)} bytes)`), hover);
      assert.ok(hover.includes(TAG), hover);
    }
    await editor.dismiss();
  });

  await check('the tree shows the same', async () => {
    const tree = await workbench.treeRows('Layers');
    const sizes = tree
      .filter(({ level, description }) => level === 2 && /\d/.test(description) && description.includes('cache'))
      .map(({ description }) => description.split(' · ')[0]);
    assert.deepEqual(sizes, own.map(formatBytes));
  });

  await check('nothing popped up', async () => {
    assert.deepEqual(await workbench.notifications(), []);
  });
}

async function picture({ workbench }: OpenWorkbench, name: string): Promise<void> {
  await workbench.editor.dismiss();
  await workbench.editor.goTo(1);
  await workbench.screenshot(join(PICTURES, `${name}.png`));
}

async function quickFix({ workbench }: OpenWorkbench, check: Check): Promise<void> {
  const { editor } = workbench;
  await check('the quick fix merges the two RUNs', async () => {
    const title = 'Merge into the RUN in line 12 (one layer less)';
    const offered = await editor.quickFixes(11, 8);
    assert.ok(offered.includes(title), offered.join(' | '));
    await editor.applyQuickFix(11, 8, title);
    const lines = await editor.waitForLines('the merged RUN', (all) =>
      all.some(({ text }) => text.includes('apt-get update && apt-get install')),
    );
    assert.equal(lines.filter(({ text }) => text.startsWith('RUN apt-get')).length, 1);
    const after = await editor.waitForLenses(
      'one row less',
      (lenses) => lenses.filter(({ line }) => line > 9).length === LAYER_LINES.length - 1,
    );
    assert.ok(
      after.some(({ texts }) => texts[0]?.includes('127 B') === true),
      'the other lines keep their sizes',
    );
    await workbench.page.keyboard.press('Control+Z');
    await editor.waitForLines(
      'both RUNs again',
      (all) => all.filter(({ text }) => text.startsWith('RUN apt-get')).length === 2,
    );
  });
}

async function faults({ workbench }: OpenWorkbench, engine: Engine, check: Check): Promise<void> {
  const { editor } = workbench;
  await workbench.openFile('Dockerfile');
  await editor.goTo(1);
  const lensOfLine11 = async (): Promise<string> =>
    (await editor.lenses()).find(({ line }) => line === 11)?.texts[0] ?? '';
  await check('the image that this Dockerfile made is found without being chosen', async () => {
    await until(
      'the image of the engine',
      async () => (await workbench.statusBar()).some(({ spoken }) => spoken.includes(TAG)),
      30_000,
    );
  });
  await check('an image can be chosen, so that no other takes its place', async () => {
    await workbench.runCommand('Layerlens: Choose Built Image…');
    await workbench.waitForPick();
    await workbench.pick(TAG);
    await until('the chosen image', async () =>
      (await workbench.statusBar()).some(
        ({ text, spoken }) => /^runtime · [\d.]+ MB/.test(text) && spoken.includes(TAG),
      ),
    );
  });
  await check('a stopped engine leaves its last values, marked old', async () => {
    await engine.stop();
    await until(
      'values marked old',
      async () => /^~1\.99 MB · the engine no longer answers/.test(await lensOfLine11()),
      30_000,
    );
    assert.deepEqual(await workbench.notifications(), []);
  });
  await check('an engine that starts again is noticed without being asked', async () => {
    await engine.start();
    await until('fresh values', async () => /^1\.99 MB · /.test(await lensOfLine11()), 60_000);
  });
  await check('a removed image leaves its values, marked', async () => {
    await engine.api.remove(TAG);
    await until('values marked old', async () => /^~1\.99 MB · the image is gone/.test(await lensOfLine11()), 30_000);
    assert.deepEqual(await workbench.notifications(), []);
  });
}

/** The built sample in the other themes and at a narrow width, for the eye. */
async function lookElsewhere(shared: Parameters<typeof openWorkbench>[0], check: Check): Promise<void> {
  for (const [theme, width] of [
    ['light', 1280],
    ['contrastDark', 1280],
    ['contrastLight', 700],
  ] as const) {
    await check(`sizes are there in theme ${theme} at width ${String(width)}`, async () => {
      const opened = await openWorkbench({ ...shared, theme, size: { width, height: 800 } });
      try {
        await opened.workbench.openFile('Dockerfile');
        if (width > 1000) await opened.workbench.openSidebar('Layerlens');
        await opened.workbench.editor.goTo(1);
        await until(
          'the built image',
          async () => (await opened.workbench.statusBar()).some(({ spoken }) => spoken.includes(TAG)),
          30_000,
        );
        await opened.workbench.editor.waitForLenses('measured lenses', (all) =>
          all.some(({ texts }) => texts.some((text) => text.startsWith('1.99 MB'))),
        );
        await picture(opened, theme);
      } finally {
        await opened.close();
      }
    });
  }
}
