// Asks real builders: does the history they write equal what predict says, and does align give each entry its line?
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  buildAndReadHistory,
  prepareContext,
  rigDockerfile,
  type Builder,
  type Built,
} from '../../../scripts/rig/builders.mjs';
import { writeTar } from '../../../scripts/rig/tar.mjs';
import { buildGraph } from '../../src/build/graph';
import { DEFAULT_BUILD_OPTIONS, frontendOfEngine, NEWEST_FRONTEND, type BuildOptions } from '../../src/build/options';
import { parsePlatform } from '../../src/build/platform';
import { joinHistory } from '../../src/image/history';
import { readConfig } from '../../src/image/config';
import { totalBytes, type Image } from '../../src/image/model';
import { align } from '../../src/layers/align';
import { writtenHistory } from '../../src/layers/overwrite';
import { predictHistory } from '../../src/layers/predict';
import { compareTexts } from '../../src/layers/sameText';
import { parseDockerfile } from '../../src/syntax/parse';
import { buildahRefusal, readsOtherwise } from './buildahRefusals';
import type { CorpusCase } from './corpus';

export interface Verdict {
  readonly kind: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped. */
  readonly detail: string;
  readonly entries: number;
  /** Entries whose emptiness was predicted as "cannot be known". */
  readonly unknown: number;
}

const verdict = (kind: Verdict['kind'], detail: string, entries = 0, unknown = 0): Verdict => ({
  kind,
  detail,
  entries,
  unknown,
});

function optionsFor(builder: Builder, corpusCase: CorpusCase): BuildOptions {
  return {
    ...DEFAULT_BUILD_OPTIONS,
    target: corpusCase.target ?? '',
    buildArgs: corpusCase.buildArgs,
    platform: parsePlatform(corpusCase.platform ?? 'linux/amd64') ?? DEFAULT_BUILD_OPTIONS.platform,
    builder: builder.frontend,
    frontend: builder.engine ? (frontendOfEngine(builder.version) ?? NEWEST_FRONTEND) : NEWEST_FRONTEND,
  };
}

/** Buildah takes from both families, and says itself what it does not take. */
const isExpectedBy = ({ frontend, id }: Builder, { builders }: CorpusCase): boolean => {
  if (frontend === 'buildah') return builders.includes('buildkit') || builders.includes('classic');
  return builders.includes(frontend === 'classic' ? 'classic' : id === 'old-buildkit' ? 'old-buildkit' : 'buildkit');
};

export async function askHistory(builder: Builder, corpusCase: CorpusCase): Promise<Verdict> {
  if (corpusCase.skip !== undefined) return verdict('skipped', corpusCase.skip);
  if (!isExpectedBy(builder, corpusCase)) return verdict('skipped', 'not written for this builder');
  const other = builder.frontend === 'buildah' ? readsOtherwise(corpusCase.name) : undefined;
  if (other !== undefined) return verdict('skipped', other);
  const options = optionsFor(builder, corpusCase);
  if (builder.frontend === 'buildkit' && options.frontend < corpusCase.minFrontend)
    return verdict('skipped', 'needs a newer frontend');
  const contextDir = await mkdtemp(join(tmpdir(), 'layerlens-context-'));
  try {
    await writeFiles(contextDir, corpusCase);
    const { needs } = prepareContext(corpusCase.dockerfile, contextDir, { buildArgs: corpusCase.buildArgs });
    const built = await buildAndReadHistory(builder, {
      dockerfile: corpusCase.dockerfile,
      contextDir,
      buildArgs: corpusCase.buildArgs,
      needs,
      // Of a name that it has, buildah keeps the image; the others find out that the registry has another one.
      pull: builder.frontend === 'buildah',
      ...(corpusCase.target === undefined ? {} : { target: corpusCase.target }),
      ...(corpusCase.platform === undefined ? {} : { platform: corpusCase.platform }),
    });
    const refusal = !built.ok && builder.frontend === 'buildah' ? buildahRefusal(built.error) : undefined;
    if (refusal !== undefined) return verdict('skipped', refusal);
    if (!built.ok && !corpusCase.mustBuild) return verdict('skipped', 'does not build offline');
    if (!built.ok) return verdict('failed', `was not built: ${built.error.slice(-600)}`);
    return judge(built, rigDockerfile(corpusCase.dockerfile), options);
  } finally {
    await rm(contextDir, { recursive: true, force: true });
  }
}

async function writeFiles(folder: string, { files }: CorpusCase): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(path.endsWith('/') ? file : dirname(file), { recursive: true });
    if (path.endsWith('/')) continue;
    const bytes =
      typeof content === 'string'
        ? content
        : writeTar(Object.entries(content.tar).map(([name, text]) => ({ path: name, body: text })));
    await writeFile(file, bytes);
  }
}

/** Compares what a builder wrote with predict and align. */
function judge(built: Built, dockerfile: string, options: BuildOptions): Verdict {
  const model = parseDockerfile(dockerfile);
  const graph = buildGraph(model, options);
  const logical = predictHistory(graph);
  const { history } = built;
  const start =
    history.length - logical.length - history.filter(({ comment }) => comment === 'buildkit.exporter.image.v0').length;
  const written = writtenHistory(graph, Math.max(0, start));
  const wrong: string[] = [];
  const isBase = graph.chain[0]?.base.kind === 'image';
  if (start < 0 || (!isBase && start !== 0))
    wrong.push(`${String(logical.length)} entries predicted, ${String(history.length)} written`);
  const repaired = written.every((entry, i) => entry === logical[i]);
  written.forEach((entry, i) => {
    const real = history[start + i];
    if (!real) return;
    const match = compareTexts(entry, real.createdBy);
    // A patched distribution prints the classic builder's HEALTHCHECK in a form of its own (builder-semantics §6b.22).
    const isPatched = options.builder === 'classic' && /HEALTHCHECK/.test(entry.createdBy);
    // A bind mount's files show in the text of newer buildah only.
    const isOlder = options.builder === 'buildah' && entry.alternatives.length > 0;
    if (match !== 'exact' && !(match === 'equivalent' && (isPatched || isOlder)))
      wrong.push(
        `line ${String(entry.line + 1)}:\n  predicted ${JSON.stringify(entry.createdBy)}\n  written   ${JSON.stringify(real.createdBy)}`,
      );
    if (repaired && entry.empty !== null && entry.empty !== real.emptyLayer) {
      wrong.push(
        `line ${String(entry.line + 1)} ${entry.createdBy}: predicted ${entry.empty ? 'no layer' : 'a layer'}, written the other way`,
      );
    }
  });
  wrong.push(...judgeAlignment(built, dockerfile, options));
  const unknown = logical.filter(({ empty }) => empty === null).length;
  return wrong.length === 0
    ? verdict('passed', '', logical.length, unknown)
    : verdict('failed', wrong.join('\n'), logical.length, unknown);
}

/** Told the build args align must give every entry its line; told nothing it may know fewer lines, but no wrong one. */
function judgeAlignment(built: Built, dockerfile: string, options: BuildOptions): string[] {
  const model = parseDockerfile(dockerfile);
  const image = imageOf(built);
  const logical = predictHistory(buildGraph(model, options));
  const surplus = built.history.filter(({ comment }) => comment === 'buildkit.exporter.image.v0').length;
  const start = image.rows.length - surplus - logical.length;
  const expected = image.rows.map((_, i) => logical[i - start]?.line);
  const asked = {
    ...DEFAULT_BUILD_OPTIONS,
    target: options.target,
    platform: options.platform,
    frontend: options.frontend,
  };
  const told = align(model, image, { ...asked, buildArgs: options.buildArgs });
  const wrong: string[] = [];
  if (told.fit !== 'whole') return [`align: fit ${told.fit}, ${String(told.matched)} of ${String(logical.length)}`];
  const lines = told.rows.map(({ entry }) => entry?.line);
  if (JSON.stringify(lines) !== JSON.stringify(expected))
    wrong.push(`align: lines ${JSON.stringify(lines)}, expected ${JSON.stringify(expected)}`);
  const own = told.rows.filter(({ role, row }) => role === 'own' && !row.empty).map(({ row }) => row.diffId);
  const layers = built.diffIds.slice(built.diffIds.length - own.length);
  if (JSON.stringify(own) !== JSON.stringify(layers))
    wrong.push(`align: own layers ${JSON.stringify(own)} are not the last of ${JSON.stringify(built.diffIds)}`);
  const untold = align(model, image, asked).rows.map(({ entry }) => entry?.line);
  if (untold.some((line, i) => line !== undefined && line !== expected[i]))
    wrong.push(`align without build args: lines ${JSON.stringify(untold)}, expected ${JSON.stringify(expected)}`);
  return wrong;
}

function imageOf(built: Built): Image {
  const parsed = readConfig(JSON.stringify(built.config));
  if (parsed.kind !== 'config') throw new Error('the builder wrote a config that is no image config');
  const layers = built.diffIds.map((diffId) => ({ diffId, bytes: 0 }));
  const history = built.history.map(({ createdBy, emptyLayer, comment }) => ({ createdBy, emptyLayer, comment }));
  const rows = joinHistory(history, layers);
  return {
    id: '',
    names: [],
    config: parsed.file.config,
    rows,
    total: totalBytes(rows),
    sizeKind: 'files',
    source: 'test',
  };
}
