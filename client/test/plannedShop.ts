// The cache in a real VS Code with a real engine: build the webshop from its lens, see seconds on the lines, edit a copied
// file and see the hint that names it, look into the Cache and Context views, build again. Takes the pictures.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureEngine } from '../../scripts/rig/engine.mjs';
import { commitAll } from '../../scripts/rig/git.mjs';
import { SAMPLE_BASE, sampleBase } from '../../scripts/rig/sampleBase.mjs';
import { openWorkbench, until, type OpenWorkbench } from './support/browser';
import { seeing, type Check } from './support/checking';

const root = process.cwd();
const WORKSPACE = join(root, 'test-workspace/webshop');
/** Committed, shown in the README. */
const PICTURES = join(root, 'docs/screenshots');
const TAG = 'layerlens/webshop-runtime:latest';
/** From the written file to the painted hint, in the middle of several saves. */
const MOST_MS = 300;
const ROUNDS = 5;

export async function plannedShop(vsix: string, check: Check): Promise<void> {
  const engine = await ensureEngine({ kind: 'current', store: 'overlay2' });
  // One folder for all windows: what a build of it left is found again by its path.
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'layerlens-shop-')));
  const workspace = join(scratch, 'webshop');
  cpSync(WORKSPACE, workspace, { recursive: true });
  commitChanges(workspace);
  try {
    engine.registry?.register(SAMPLE_BASE, await sampleBase());
    const shared = {
      workspace,
      inPlace: true,
      vsix,
      env: {
        ...engine.env,
        PATH: `${dirname(engine.docker)}:${process.env['PATH'] ?? ''}`,
        LAYERLENS_STATE: join(scratch, 'state'),
      },
      scale: 2,
      // VS Code's own extension would ask about the repository above.
      settings: { 'layerlens.build.arguments': ['--network=none'], 'files.autoSave': 'off', 'git.enabled': false },
    } as const;
    const first = await openWorkbench({ ...shared, theme: 'dark', size: { width: 1400, height: 860 } });
    try {
      await buildAndEdit(first, seeing(check, first));
    } finally {
      await first.close();
    }
    for (const [theme, width] of [
      ['light', 1400],
      ['contrastDark', 1400],
      ['contrastLight', 760],
    ] as const) {
      const opened = await openWorkbench({ ...shared, theme, size: { width, height: 860 } });
      try {
        await lookAt(opened, theme, seeing(check, opened));
      } finally {
        await opened.close();
      }
    }
  } finally {
    await engine.dispose();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A repository above the workspace, so that it is no part of the build context: package.json changes in each commit. */
function commitChanges(workspace: string): void {
  const file = join(workspace, 'package.json');
  const text = readFileSync(file, 'utf8');
  for (const change of [text, `${text} `, text]) {
    writeFileSync(file, change);
    commitAll(dirname(workspace), workspace);
  }
}

const HINT = 'rebuilds: package.json changed';

async function buildAndEdit({ workbench, page, workspace }: OpenWorkbench, check: Check): Promise<void> {
  const { editor } = workbench;
  await check('the compose file says context and target: nothing is assumed', async () => {
    await workbench.openFile('Dockerfile');
    await workbench.openSidebar('Layerlens');
    await editor.goTo(1);
    await editor.waitForLenses('the row of the stage', (lenses) =>
      lenses.some(({ texts }) => texts.includes('Build and Measure')),
    );
    const item = (await workbench.statusBar()).find(({ text }) => text.includes('runtime'));
    assert.ok(item && !item.text.includes('assumed'), item?.text);
  });

  await check('before any build no line has a hint, and the Cache view says why', async () => {
    await until('the plan', async () => (await workbench.viewText('Cache')).includes('No build was recorded yet'));
    assert.deepEqual(await editor.inlayHints(), []);
  });

  await check('the build is recorded: seconds and bytes on the lines, all cached', async () => {
    await build({ workbench, page });
    await editor.waitForLenses('seconds on a line', (lenses) =>
      lenses.some(({ texts }) => texts.some((text) => /%.* · [\d.<]+ s$/.test(text))),
    );
    await until('all cached', async () => (await workbench.viewText('Cache')).includes('all 7 steps cached'));
    assert.deepEqual(await editor.inlayHints(), []);
  });

  await check(`a copied file is saved: the hint names it within ${String(MOST_MS)} ms`, async () => {
    await workbench.runCommand('View: Split Editor Right');
    await workbench.openFile('package.json');
    const took: { hint: number; saved: number }[] = [];
    // VS Code asks for hints after a pause that follows from how long the last answers took: the first ones, of a server
    // that was just started, are not what an author sees.
    for (let round = 0; round < ROUNDS; round++) {
      for (const [key, isThere] of [
        [' ', true],
        ['Backspace', false],
      ] as const) {
        await editor.goTo(1, isThere ? 1 : 2);
        await page.evaluate(watchForHint, { text: HINT, isThere });
        await page.keyboard.press(key === ' ' ? 'Space' : key);
        await workbench.save();
        took.push(await until('the hint', () => page.evaluate(() => (window as unknown as Watching).layerlensTook)));
      }
    }
    const median = (times: readonly number[]): number => [...times].sort((x, y) => x - y)[times.length >> 1] ?? 0;
    const hints = took.map(({ hint }) => hint);
    const afterSave = took.map(({ hint, saved }) => hint - saved);
    console.log(`# from the key that saves to the painted hint: ${hints.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    console.log(`# of these after VS Code had written the file: ${afterSave.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    const settled = median(afterSave.slice(ROUNDS));
    assert.ok(settled < MOST_MS, `median ${settled.toFixed(0)} ms`);
    await editor.goTo(1, 1);
    await page.keyboard.press('Space');
    await workbench.save();
    await workbench.runCommand('View: Close All Editors in Group');
  });

  await check('hint, count on the stage row, Cache view and Context view say the same', async () => {
    await until('the hint in front', async () =>
      (await editor.inlayHints()).some(({ line, text }) => line === 3 && text.startsWith(HINT)),
    );
    const hints = (await editor.inlayHints()).map(({ line, text }) => `${String(line)}: ${text}`);
    assert.ok(
      hints.some((hint) => /^1: 4 of 5 steps rebuild$/.test(hint)),
      hints.join(' | '),
    );
    const cache = await workbench.treeRows('Cache');
    assert.ok(
      cache.some(({ label, description }) => label === 'COPY package.json ./' && description.startsWith(HINT)),
      cache.map(({ label, description }) => `${label}: ${description}`).join(' | '),
    );
    const context = await workbench.treeRows('Context');
    assert.equal(context[0]?.label, '.dockerignore');
    assert.ok(context.some(({ label }) => label === 'kept out'));
    assert.deepEqual(await workbench.notifications(), []);
  });

  await check(
    'the Cache view says how often the last commits changed what is copied, and what that costs',
    async () => {
      const rows = (await workbench.treeRows('Cache')).map(({ label, description }) => `${label}: ${description}`);
      const first = rows.findIndex((row) => /^Last 3 commits: ≈ [\d.]+ s each$/.test(row));
      assert.ok(first > 0, rows.join(' | '));
      assert.match(rows[first + 1] ?? '', /^package\.json: 3 × ≈ \d\.\d s$/);
      assert.match(rows[first + 2] ?? '', /^src: 1 × ≈ \d\.\d s$/);
    },
  );

  await check('the hover says verdict and key', async () => {
    const hover = await editor.hover(3, 2, 'Cache key');
    assert.match(hover, /rebuilds: package\.json changed/);
    await workbench.screenshot(join(PICTURES, 'cache-hover.png'));
    await editor.dismiss();
  });
  await editor.goTo(1);
  await workbench.screenshot(join(PICTURES, 'cache-dark.png'));

  await check('the next build takes the hint away', async () => {
    await build({ workbench, page });
    await until('no hint', async () => (await editor.inlayHints()).length === 0);
  });

  await check('a file that changes outside the editor is noticed, and its revert too', async () => {
    const file = join(workspace, 'src/cart.js');
    const text = readFileSync(file);
    writeFileSync(file, 'console.log("other");\n');
    await until('the hint', async () =>
      (await editor.inlayHints()).some((hint) => hint.text.startsWith('rebuilds: src/cart.js changed')),
    );
    writeFileSync(file, text);
    await until('no hint', async () => (await editor.inlayHints()).length === 0);
  });
}

async function build({ workbench }: Pick<OpenWorkbench, 'workbench' | 'page'>): Promise<void> {
  const { editor } = workbench;
  await editor.goTo(1);
  await workbench.runCommand('Layerlens: Build and Measure');
  await workbench.waitForPick();
  await workbench.pick('Build once');
  await until(
    'the end of the build',
    async () => (await workbench.statusBar()).some(({ text }) => text.includes(`Built ${TAG}`)),
    30_000,
  );
  await workbench.runCommand('View: Hide Panel');
}

interface Watching {
  /** Milliseconds after the key that saves. */
  layerlensTook?: { hint: number; saved: number };
}

/** Runs in the page: notes how long after the key that saves a text is painted, or is gone, and the file is written. */
function watchForHint({ text, isThere }: { text: string; isThere: boolean }): void {
  const page = window as unknown as Watching;
  delete page.layerlensTook;
  let began = Number.NaN;
  let saved = Number.NaN;
  const note = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey)) return;
    began = performance.now();
    window.removeEventListener('keydown', note, true);
  };
  window.addEventListener('keydown', note, true);
  const observer = new MutationObserver(() => {
    if (Number.isNaN(began)) return;
    const now = performance.now() - began;
    if (Number.isNaN(saved) && document.querySelector('.editor-group-container.active .tab.active.dirty') === null)
      saved = now;
    const lines = [...document.querySelectorAll('.view-line')];
    if (lines.some((line) => line.textContent.replace(/\u00a0/g, ' ').includes(text)) !== isThere) return;
    observer.disconnect();
    page.layerlensTook = { hint: now, saved: Number.isNaN(saved) ? now : saved };
  });
  observer.observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ['class'],
  });
}

/** The same with a change, for the eye. */
async function lookAt({ workbench, workspace }: OpenWorkbench, theme: string, check: Check): Promise<void> {
  await check(`the plan is there in theme ${theme}`, async () => {
    writeFileSync(join(workspace, 'package.json'), '{ "name": "webshop", "version": "2" }\n');
    await workbench.openFile('Dockerfile');
    await workbench.openSidebar('Layerlens');
    await workbench.editor.goTo(1);
    await until('the hint', async () =>
      (await workbench.editor.inlayHints()).some(({ text }) => text.startsWith(HINT)),
    );
    await workbench.editor.waitForLenses('the lenses', (lenses) => lenses.length > 5);
    await until('the views', async () => (await workbench.treeRows('Cache')).length > 2);
    await workbench.screenshot(join(PICTURES, `cache-${theme}.png`));
  });
}
