// Seven builders behind one function: build a Dockerfile offline, read back what the image's history says. What a
// prediction is compared with.
// @ts-check
import { createReadStream, createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ensureBuildah } from './buildah.mjs';
import { ensureBuildkit } from './buildkit.mjs';
import { run, tail } from './cache.mjs';
import { rigDockerfile } from './context.mjs';
import { ensureEngine } from './engine.mjs';
import { readArchiveConfig, readConfig } from './tar.mjs';
import { isRigUnavailable } from './unavailable.mjs';

export { prepareContext, rigDockerfile } from './context.mjs';

/**
 * @typedef {import('./engine.mjs').Engine} Engine
 * @typedef {import('./buildkit.mjs').Buildkit} Buildkit
 * @typedef {import('./buildah.mjs').Buildah} Buildah
 * @typedef {typeof BUILDER_IDS[number]} BuilderId
 *
 * @typedef {object} Builder
 * @property {BuilderId} id
 * @property {string} version                 of the engine, of BuildKit or of buildah
 * @property {'buildkit' | 'classic' | 'buildah'} frontend
 * @property {Engine | undefined} engine      undefined for plain BuildKit and for buildah
 * @property {Buildkit | undefined} buildkit  defined for plain BuildKit
 * @property {Buildah | undefined} buildah    defined for buildah
 *
 * @typedef {object} BuildRequest
 * @property {string} dockerfile             text; see `rigDockerfile` for the two things that are left out of it
 * @property {string} contextDir
 * @property {string} [target]
 * @property {Record<string, string>} [buildArgs]
 * @property {string} [platform]
 * @property {import('./baseImages.mjs').BaseNeeds} [needs]  what `prepareContext` found out; default nothing
 * @property {boolean} [noCache]
 * @property {boolean} [pull]                ask the registry even for images the engine has; default true
 * @property {boolean} [keep]                leave the image, so that the next classic build finds it; default false. Buildah always does
 * @property {'plain' | 'rawjson'} [progress]  of BuildKit builders; default plain
 * @property {string} [archive]              file for the image as a docker archive
 * @property {readonly string[]} [extraArgs] further words for `docker build` or `buildctl build`
 * @property {AbortSignal} [signal]
 *
 * @typedef {object} HistoryRow
 * @property {string} createdBy
 * @property {boolean} emptyLayer
 * @property {string} comment
 * @property {number} [size]  bytes, as the engine's history says; absent where there is no engine
 *
 * @typedef {object} Built
 * @property {true} ok
 * @property {HistoryRow[]} history  oldest first, the base's entries included
 * @property {string[]} diffIds      base first
 * @property {any} config            the image config as it is
 * @property {string} log            what the builder printed
 * @property {string} [imageRef]     with `keep`
 * @property {string} [archive]      as asked for
 *
 * @typedef {{ ok: false, error: string, log: string }} NotBuilt  `error`: the end of the log
 */

export const BUILDER_IDS = /** @type {const} */ ([
  'buildkit-0.32',
  'docker-buildkit',
  'docker-buildkit-containerd',
  'classic',
  'buildah',
  'old-buildkit',
  'old-classic',
]);

/** On images and in their names, so that anything left behind can be told from the user's own. */
export const RUN_ID = `${process.pid}-${Date.now().toString(36)}`;

/**
 * Starts what these builders need, each engine once. A builder that this machine cannot have is a counted skip.
 * @param {readonly BuilderId[]} [ids]
 * @returns {Promise<{ builders: Builder[], unavailable: { id: BuilderId, reason: string }[], dispose: () => Promise<void> }>}
 */
export async function ensureBuilders(ids = BUILDER_IDS) {
  /** @type {Map<string, Promise<Engine>>} */
  const engines = new Map();
  const engine = (/** @type {'current' | 'old'} */ kind, /** @type {'overlay2' | 'containerd'} */ store) => {
    const known = engines.get(kind + store) ?? ensureEngine({ kind, store });
    engines.set(kind + store, known);
    return known;
  };
  /** @type {Builder[]} */ const builders = [];
  /** @type {{ id: BuilderId, reason: string }[]} */ const unavailable = [];
  const dispose = async () => {
    const owners = builders.map(ownerOf);
    await Promise.all([...new Set(owners)].map((owner) => owner.dispose()));
  };
  for (const id of ids) {
    try {
      if (id === 'buildkit-0.32') builders.push(plainBuilder(await ensureBuildkit()));
      else if (id === 'buildah') builders.push(buildahBuilder(await ensureBuildah()));
      else {
        const kind = id.startsWith('old') ? 'old' : 'current';
        builders.push(builderOn(id, await engine(kind, id.endsWith('containerd') ? 'containerd' : 'overlay2')));
      }
    } catch (error) {
      if (!isRigUnavailable(error)) {
        await dispose();
        throw error;
      }
      unavailable.push({ id, reason: error.reason });
    }
  }
  return { builders, unavailable, dispose };
}

/** @param {Buildkit} buildkit @returns {Builder} */
export function plainBuilder(buildkit) {
  return {
    id: 'buildkit-0.32',
    version: buildkit.version,
    frontend: 'buildkit',
    engine: undefined,
    buildkit,
    buildah: undefined,
  };
}

/** @param {Buildah} buildah @returns {Builder} */
function buildahBuilder(buildah) {
  return {
    id: 'buildah',
    version: buildah.version,
    frontend: 'buildah',
    engine: undefined,
    buildkit: undefined,
    buildah,
  };
}

/** One of an engine's two builders. @param {Exclude<BuilderId, 'buildkit-0.32' | 'buildah'>} id @param {Engine} engine @returns {Builder} */
export function builderOn(id, engine) {
  const frontend = id.endsWith('classic') ? 'classic' : 'buildkit';
  return { id, version: engine.version, frontend, engine, buildkit: undefined, buildah: undefined };
}

/** What is started and ended as one, with one registry. @param {Builder} builder @returns {Engine | Buildkit | Buildah} */
export function ownerOf(builder) {
  const owner = builder.engine ?? builder.buildkit ?? builder.buildah;
  if (!owner) throw new Error(`${builder.id} has nothing that builds`);
  return owner;
}

/** The last build of each registry: what its stub image has is one state, so builds that share it wait for each other. @type {WeakMap<object, Promise<unknown>>} */
const lastBuild = new WeakMap();

/**
 * Builds, and reads the history from the image's config, joined with the sizes that the engine reports.
 * @param {Builder} builder @param {BuildRequest} request @returns {Promise<Built | NotBuilt>}
 */
export async function buildAndReadHistory(builder, request) {
  const owner = ownerOf(builder);
  const turn = (lastBuild.get(owner) ?? Promise.resolve()).then(async () => {
    owner.registry?.setNeeds(request.needs);
    const dir = mkdtempSync(join(tmpdir(), 'layerlens-build-'));
    try {
      writeFileSync(join(dir, 'Dockerfile'), rigDockerfile(request.dockerfile));
      if (builder.buildah) return await buildWithBuildah(builder.buildah, request, dir);
      return builder.buildkit
        ? await buildPlain(builder.buildkit, request, dir)
        : await buildOnEngine(builder, /** @type {Engine} */ (builder.engine), request, dir);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
  lastBuild.set(
    owner,
    turn.catch(() => undefined),
  );
  return turn;
}

/** @param {Buildkit} buildkit @param {BuildRequest} request @param {string} dir @returns {Promise<Built | NotBuilt>} */
async function buildPlain(buildkit, request, dir) {
  const archive = request.archive ?? join(dir, 'image.tar');
  /** @type {[string, string | undefined][]} */
  const options = [
    ['platform', request.platform ?? 'linux/amd64'],
    ['force-network-mode', 'none'],
    ['target', request.target],
    ['no-cache', request.noCache ? '' : undefined],
    ['label:layerlens.test', RUN_ID],
    ...Object.entries(request.buildArgs ?? {}).map(
      ([name, value]) => /** @type {[string, string]} */ ([`build-arg:${name}`, value]),
    ),
  ];
  const { code, stderr } = await run(
    [
      ...[buildkit.buildctl, '--addr', buildkit.address, 'build', `--progress=${request.progress ?? 'plain'}`],
      ...['--frontend', 'dockerfile.v0', '--local', `context=${request.contextDir}`, '--local', `dockerfile=${dir}`],
      ...options.flatMap(([name, value]) => (value === undefined ? [] : ['--opt', `${name}=${value}`])),
      ...['--output', `type=docker,name=${newRef()},dest=${archive}`],
      ...(request.extraArgs ?? []),
    ],
    { check: false, ...(request.signal && { signal: request.signal }) },
  );
  if (code !== 0) return { ok: false, error: tail(stderr, 2000), log: stderr };
  const image = await readArchiveConfig(createReadStream(archive));
  return { ok: true, ...image, log: stderr, ...(request.archive && { archive }) };
}

/** What both command lines call the same. @param {BuildRequest} request */
const argumentsOf = (request) => [
  ...(request.noCache ? ['--no-cache'] : []),
  ...(request.target ? ['--target', request.target] : []),
  ...(request.platform ? ['--platform', request.platform] : []),
  ...Object.entries(request.buildArgs ?? {}).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
  ...(request.extraArgs ?? []),
  request.contextDir,
];

/** No label: it would be one more thing to inherit. @param {Buildah} buildah @param {BuildRequest} request @param {string} dir @returns {Promise<Built | NotBuilt>} */
async function buildWithBuildah(buildah, request, dir) {
  const imageRef = newRef();
  const { code, stderr, stdout } = await run(
    [
      ...[...buildah.argv, ...buildah.building, '-t', imageRef, '-f', join(dir, 'Dockerfile')],
      ...(request.pull === false ? [] : ['--pull-always']),
      ...argumentsOf(request),
    ],
    { check: false, env: buildah.env, ...(request.signal && { signal: request.signal }) },
  );
  const log = stdout + stderr;
  if (code !== 0) return { ok: false, error: tail(log, 2000), log };
  if (request.archive !== undefined)
    await run([...buildah.argv, 'push', imageRef, `docker-archive:${request.archive}`], { env: buildah.env });
  const told = await run([...buildah.argv, 'inspect', '--type', 'image', imageRef], { env: buildah.env });
  const image = readConfig(JSON.parse(told.stdout).OCIv1);
  return { ok: true, ...image, log, imageRef, ...(request.archive && { archive: request.archive }) };
}

/** @param {Builder} builder @param {Engine} engine @param {BuildRequest} request @param {string} dir @returns {Promise<Built | NotBuilt>} */
async function buildOnEngine(builder, engine, request, dir) {
  const classic = builder.frontend === 'classic';
  const imageRef = newRef();
  const { code, stderr, stdout } = await run(
    [
      ...[engine.docker, ...(classic ? ['build'] : ['buildx', 'build', '--builder', 'default', '--load'])],
      // Not for classic: there --label is one more instruction, with a history entry of its own.
      ...(classic
        ? []
        : ['--label', `layerlens.test=${RUN_ID}`, `--progress=${request.progress ?? 'plain'}`, '--provenance=false']),
      ...['--network=none', '-t', imageRef, '-f', join(dir, 'Dockerfile')],
      ...(request.pull === false ? [] : ['--pull']),
      ...argumentsOf(request),
    ],
    {
      check: false,
      env: { ...process.env, ...engine.env, DOCKER_BUILDKIT: classic ? '0' : '1' },
      ...(request.signal && { signal: request.signal }),
    },
  );
  const log = stdout + stderr;
  if (code !== 0) return { ok: false, error: tail(log, 2000), log };
  try {
    const sizes = await engine.api.history(imageRef);
    const image = await readImage(engine, imageRef, request.archive);
    // Both lists come from the same config, so they run in step; should they not, no size is better than a wrong one.
    const inStep = sizes.length === image.history.length;
    const history = image.history.map((entry, i) => ({ ...entry, ...(inStep && { size: sizes[i]?.size ?? 0 }) }));
    const wanted = { ...(request.keep && { imageRef }), ...(request.archive && { archive: request.archive }) };
    return { ok: true, ...image, history, log, ...wanted };
  } finally {
    if (!request.keep) await engine.api.remove(imageRef);
  }
}

/**
 * The image's config, out of `docker save`. Graph-driver engines cannot save an image without layers: then the config
 * is put together from what the engine tells of it, and every history entry is an empty one.
 * @param {Engine} engine @param {string} ref @param {string | undefined} archive
 */
async function readImage({ api }, ref, archive) {
  const { Os, Architecture, Config, RootFS } = await api.inspect(ref);
  if (RootFS.Layers?.length) {
    const saved = await api.save(ref);
    if (archive === undefined) return readArchiveConfig(saved);
    await pipeline(saved, createWriteStream(archive));
    return readArchiveConfig(createReadStream(archive));
  }
  if (archive !== undefined) throw new Error(`${ref} has no layers, so the engine cannot save it`);
  const history = (await api.history(ref)).map(({ createdBy, comment }) => ({ createdBy, comment, emptyLayer: true }));
  const entries = history.map(({ createdBy, comment }) => ({ created_by: createdBy, comment, empty_layer: true }));
  const rootfs = { type: 'layers', diff_ids: [] };
  return {
    config: { os: Os, architecture: Architecture, config: Config, history: entries, rootfs },
    history,
    diffIds: [],
  };
}

let built = 0;
const newRef = () => `layerlens-test/${RUN_ID}:${++built}`;
