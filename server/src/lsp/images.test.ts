// Which image a document has: found, chosen, kept and marked when it cannot be read again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryImage } from '../../test/support/image';
import { ANSWERING, MemoryEngine } from '../../test/support/memoryEngine';
import { failed, ok, type UserProblem } from '../base/outcome';
import type { Image } from '../image/model';
import type { ImageChoice } from '../protocol/requests';
import { Images, type Fit } from './images';

const URI = 'file:///Dockerfile';
const AUTO: ImageChoice = { kind: 'auto' };

const image = (name: string, id: string, from: Partial<Image> = {}): Image => ({
  ...memoryImage('10 RUN x'),
  id: `sha256:${id.repeat(64)}`,
  names: [name],
  ...from,
});
const FITS: Fit = { fit: 'whole', matched: 2, predicted: 2, isAskedTarget: true };
const NONE: Fit = { fit: 'none', matched: 0, predicted: 2, isAskedTarget: true };

interface Scene {
  readonly engine: MemoryEngine;
  readonly images: Images;
  readonly archives: Map<string, Image | UserProblem>;
  readonly fits: Map<string, Fit>;
  mayAsk: boolean;
  /** Until nothing is read any more. */
  settled(): Promise<void>;
}

function scene(): Scene {
  const engine = new MemoryEngine();
  const archives = new Map<string, Image | UserProblem>();
  const fits = new Map<string, Fit>();
  let settle = (): void => undefined;
  const log = {
    error: (message: string) => assert.fail(message),
    warn: () => undefined,
    info: () => undefined,
    debug: () => undefined,
  };
  const made: Omit<Scene, 'images'> = {
    engine,
    archives,
    fits,
    mayAsk: true,
    settled: () =>
      new Promise((resolve) => {
        settle = resolve;
        if (!images.isLoading(URI)) resolve();
      }),
  };
  const images: Images = new Images({
    engine,
    openArchive: async (path, _, name) => {
      const found = archives.get(name === undefined ? path : `${path}:${name}`);
      if (!found) return failed({ code: 'image/unreadable', what: `Cannot read ${path}.` });
      return 'rows' in found ? ok(found) : failed(found);
    },
    listArchive: async (path) =>
      ok(
        [...archives.keys()].flatMap((key) =>
          key.startsWith(`${path}:`) ? [{ names: [key.slice(path.length + 1)], platforms: ['linux/amd64'] }] : [],
        ),
      ),
    archivesBeside: async () => [...archives.keys()].filter((path) => !path.includes(':')),
    fitOf: (_, { id }) => fits.get(id) ?? NONE,
    mayAskEngine: async () => made.mayAsk,
    changed: () => {
      if (!images.isLoading(URI)) settle();
    },
    log,
  });
  return Object.assign(made, { images });
}

async function shown({ images, settled }: Scene): Promise<string> {
  await settled();
  const built = images.built(URI);
  return built ? [built.label, built.oldBecause].filter((part) => part !== undefined).join(': ') : 'nothing';
}

test('the newest image that fits is taken, one that does not fit never', async () => {
  const made = scene();
  made.engine.known = [image('other', 'a'), image('new', 'b'), image('old', 'c')];
  for (const id of ['b', 'c']) made.fits.set(`sha256:${id.repeat(64)}`, FITS);
  made.images.choose(URI, AUTO);
  assert.equal(await shown(made), 'new');
  made.fits.clear();
  const other = scene();
  other.engine.known = [image('other', 'a')];
  other.images.choose(URI, AUTO);
  assert.equal(await shown(other), 'nothing');
});

test('one of another target is taken only when there is none of the target asked for', async () => {
  const made = scene();
  made.engine.known = [image('debug', 'a'), image('release', 'b')];
  made.fits.set(`sha256:${'a'.repeat(64)}`, { ...FITS, isAskedTarget: false });
  made.fits.set(`sha256:${'b'.repeat(64)}`, FITS);
  made.images.choose(URI, AUTO);
  assert.equal(await shown(made), 'release');
  made.engine.known = made.engine.known.slice(0, 1);
  made.images.refresh(URI);
  assert.equal(await shown(made), 'debug');
});

test('a Dockerfile without instructions fits every image, and takes none', async () => {
  const made = scene();
  made.engine.known = [image('any', 'a')];
  made.fits.set(`sha256:${'a'.repeat(64)}`, { fit: 'whole', matched: 0, predicted: 0, isAskedTarget: true });
  made.images.choose(URI, AUTO);
  assert.equal(await shown(made), 'nothing');
});

test('an archive beside the Dockerfile is found as well, the engine first', async () => {
  const made = scene();
  made.archives.set('/saved.tar', image('saved', 'c', { sizeKind: 'files' }));
  made.fits.set(`sha256:${'c'.repeat(64)}`, FITS);
  made.images.choose(URI, AUTO);
  assert.equal(await shown(made), 'saved.tar');
  made.engine.known = [image('app', 'b')];
  made.fits.set(`sha256:${'b'.repeat(64)}`, FITS);
  made.images.refresh(URI);
  assert.equal(await shown(made), 'app');
});

test('why values are old, by what the engine says', async () => {
  for (const [code, because] of [
    ['engine/none-found', 'the engine no longer answers'],
    ['engine/unreachable', 'the engine no longer answers'],
    ['engine/refused', 'the engine refuses access'],
    ['engine/too-old', 'the engine is too old'],
    ['engine/error', 'it could not be read again'],
  ] as const) {
    for (const choice of [AUTO, { kind: 'engine', ref: 'app' } as const]) {
      const made = scene();
      made.engine.known = [image('app', 'a')];
      made.fits.set(`sha256:${'a'.repeat(64)}`, FITS);
      made.images.choose(URI, choice);
      assert.equal(await shown(made), 'app');
      made.engine.problem = { code, what: 'What happened.', next: 'What to do.' };
      made.images.refresh(URI);
      assert.equal(await shown(made), `app: ${because}`);
      assert.equal(made.images.message(URI), 'What happened. What to do.');
      made.engine.problem = undefined;
      made.images.refresh(URI);
      assert.equal(await shown(made), 'app');
      assert.equal(made.images.message(URI), undefined);
    }
  }
});

test('an image that is gone stays, marked; when another fits it takes the place', async () => {
  const made = scene();
  made.engine.known = [image('app', 'a')];
  made.fits.set(`sha256:${'a'.repeat(64)}`, FITS);
  made.images.choose(URI, AUTO);
  await shown(made);
  made.engine.known = [];
  made.images.refresh(URI);
  assert.equal(await shown(made), 'app: the image is gone');
  made.engine.known = [image('next', 'b')];
  made.fits.set(`sha256:${'b'.repeat(64)}`, FITS);
  made.images.refresh(URI);
  assert.equal(await shown(made), 'next');
});

test('an image that fitted before an edit keeps its place as long as it is there', async () => {
  const made = scene();
  made.engine.known = [image('app', 'a')];
  made.fits.set(`sha256:${'a'.repeat(64)}`, FITS);
  made.images.choose(URI, AUTO);
  await shown(made);
  made.fits.set(`sha256:${'a'.repeat(64)}`, { ...FITS, fit: 'partial', matched: 1 });
  made.images.refresh(URI);
  assert.equal(await shown(made), 'app');
});

test('a missing engine is no problem while nothing is shown; an engine that errs is one', async () => {
  const made = scene();
  made.engine.state = { kind: 'none-found', tried: [] };
  made.engine.problem = { code: 'engine/none-found', what: 'None.' };
  made.images.choose(URI, AUTO);
  assert.deepEqual([await shown(made), made.images.message(URI)], ['nothing', undefined]);
  made.engine.state = ANSWERING;
  made.engine.problem = { code: 'engine/error', what: 'It says no.' };
  made.images.refresh(URI);
  assert.deepEqual([await shown(made), made.images.message(URI)], ['nothing', 'It says no.']);
});

test('where no engine may be asked it is not, and archives are still read', async () => {
  const made = scene();
  made.mayAsk = false;
  made.engine.known = [image('app', 'a')];
  made.archives.set('/saved.tar', image('saved', 'c', { sizeKind: 'files' }));
  made.fits.set(`sha256:${'a'.repeat(64)}`, FITS).set(`sha256:${'c'.repeat(64)}`, FITS);
  made.images.choose(URI, AUTO);
  assert.equal(await shown(made), 'saved.tar');
  assert.deepEqual(made.engine.asked, []);
});

test('an image of an id is read once, however often its name is looked at', async () => {
  const made = scene();
  made.engine.known = [image('app', 'a')];
  made.fits.set(`sha256:${'a'.repeat(64)}`, FITS);
  made.images.choose(URI, AUTO);
  await shown(made);
  for (let i = 0; i < 5; i++) {
    made.images.refresh(URI);
    await shown(made);
  }
  assert.equal(made.engine.asked.filter((asked) => asked !== 'images').length, 1);
});

test('candidates: best fit first', async () => {
  const made = scene();
  made.engine.known = [image('none', 'a'), image('part', 'b'), image('whole', 'c')];
  made.fits.set(`sha256:${'b'.repeat(64)}`, { ...FITS, fit: 'partial', matched: 1 });
  made.fits.set(`sha256:${'c'.repeat(64)}`, FITS);
  assert.deepEqual(
    (await made.images.candidates(URI)).map(({ label, description }) => `${label}: ${description}`),
    ['whole: made from this Dockerfile', 'part: 1 of 2 entries fit', 'none: does not fit this Dockerfile'],
  );
});

test('an archive with several images: each is offered by its name, and the chosen one is read', async () => {
  const at = scene();
  const [first, second] = [image('app:dev', 'a'), image('tool:1', 'b')];
  at.archives.set('/two.tar', first);
  at.archives.set('/two.tar:app:dev', first);
  at.archives.set('/two.tar:tool:1', second);
  at.fits.set(second.id, FITS);
  assert.deepEqual(await at.images.candidates(URI), [
    {
      choice: { kind: 'archive', path: '/two.tar', name: 'tool:1' },
      label: 'tool:1 in two.tar',
      description: 'made from this Dockerfile',
    },
    {
      choice: { kind: 'archive', path: '/two.tar', name: 'app:dev' },
      label: 'app:dev in two.tar',
      description: 'does not fit this Dockerfile',
    },
  ]);
  at.images.choose(URI, { kind: 'archive', path: '/two.tar', name: 'tool:1' });
  await at.settled();
  assert.deepEqual([at.images.built(URI)?.image.id, at.images.built(URI)?.label], [second.id, 'tool:1']);
});

test('a saved file with one image needs no picker', async () => {
  const at = scene();
  at.archives.set('/one.tar', image('app:dev', 'a'));
  at.archives.set('/one.tar:app:dev', image('app:dev', 'a'));
  assert.deepEqual(await at.images.savedIn('/one.tar'), []);
  assert.deepEqual(
    (await at.images.candidates(URI)).map(({ label }) => label),
    ['one.tar'],
  );
});
