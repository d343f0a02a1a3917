// Knows: an image as the witness of a build that nobody recorded: which of its layers to look into, and where they are:
// in a saved archive, or with the engine, which is asked for one.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { CacheReason } from '../cache/because';
import { compareCopied, type Copied, type WitnessedFile } from '../cache/copied';
import type { StepCost } from '../cache/costs';
import type { CachePlan } from '../cache/plan';
import type { planState, BuildState } from '../cache/planner';
import type { Vertex } from '../cache/vertex';
import { witnessedKeys } from '../cache/witness';
import type { Builder } from '../host/builderIdentity';
import { readLayerFiles } from '../host/layerFiles';
import { sha256 } from '../host/nodePlatform';
import type { Image } from '../image/model';
import { align } from '../layers/align';
import { predictHistory } from '../layers/predict';
import type { ShellParser } from '../shell/model';
import type { WholeRequest } from './askedBuild';
import { bytesByPlace, stepCosts } from './recordLearn';

/** An engine is not asked to put a larger image together. */
const LARGEST_IMAGE = 4_000_000_000;

export type WitnessBasis = Parameters<typeof planState>[2];

export interface Witness {
  readonly basis: WitnessBasis;
  /** The plan with the files that the image and the context tell apart. */
  withFiles(plan: CachePlan): CachePlan;
}

export async function imageWitness(
  state: BuildState,
  { flags }: WholeRequest,
  image: Image,
  reference: string,
  builder: Builder,
  shell: ShellParser,
): Promise<Witness> {
  const { graph, facts, definition } = state;
  const alignment = align(graph.model, image, graph.options, true);
  const first = alignment.rows.findIndex(({ role }) => role !== 'base');
  const own = first === -1 ? [] : image.rows.slice(first);
  const layers = layerPositions(state, image, first);
  const files = await filesOf(image, reference, builder, new Set(layers.values()));
  const copied = new Map<Vertex, Copied>();
  for (const vertex of definition.vertexes) {
    const at = vertex.step && layers.get(placeOf(vertex.step.stage.index, vertex.step.instruction.line));
    if (at !== undefined) copied.set(vertex, compareCopied(vertex, facts.context, files.get(at), sha256));
  }
  const byDigest = new Map(
    [...copied].map(([{ digest, step }, found]) => [`${digest} ${String(step?.ordinal)}`, found]),
  );
  const foundOf = (vertex: Vertex | undefined): Copied | undefined =>
    vertex && byDigest.get(`${vertex.digest} ${String(vertex.step?.ordinal)}`);
  const store = witnessedKeys({
    graph,
    flags,
    facts,
    rows: own,
    sha256,
    shell,
    copied: (vertex) => foundOf(vertex)?.kind ?? 'unknown',
  });
  const costs = new Map<string, StepCost>(
    stepCosts(state, new Map(), bytesByPlace(alignment)).map(([key, seconds, bytes]) => [key, { seconds, bytes }]),
  );
  return {
    basis: { store, costs },
    withFiles: (plan) => ({
      ...plan,
      steps: plan.steps.map((step) => {
        const found = foundOf(plan.definition.vertexes[step.vertex]);
        if (step.verdict !== 'miss' || found?.kind !== 'different') return step;
        const rest: readonly CacheReason[] = step.because.filter(({ kind }) => kind !== 'not-recorded');
        return { ...step, because: [...found.because, ...rest] };
      }),
    }),
  };
}

const placeOf = (stage: number, line: number): string => `${String(stage)}:${String(line)}`;

/** Stage and line of each COPY or ADD → position of its layer in the image, base first. */
function layerPositions({ graph, definition }: BuildState, image: Image, first: number): Map<string, number> {
  const positions = new Map<string, number>();
  if (first === -1 || image.rows.some(({ joinIsSure }) => !joinIsSure)) return positions;
  const copies = new Set(
    definition.vertexes.flatMap(({ effect, step }) =>
      effect.kind === 'copy' && step ? [placeOf(step.stage.index, step.instruction.line)] : [],
    ),
  );
  for (const [i, entry] of predictHistory(graph).entries()) {
    const row = image.rows[first + i];
    const place = placeOf(entry.stage.index, entry.line);
    if (!row || row.empty || !copies.has(place)) continue;
    positions.set(place, image.rows.slice(0, first + i).filter(({ empty }) => !empty).length);
  }
  return positions;
}

type LayerFiles = ReadonlyMap<number, readonly WitnessedFile[]>;

async function filesOf(
  image: Image,
  reference: string,
  builder: Builder,
  wanted: ReadonlySet<number>,
): Promise<LayerFiles> {
  if (wanted.size === 0) return new Map();
  const isFile = await stat(reference).then(
    (found) => found.isFile(),
    () => false,
  );
  if (isFile) return readLayerFiles(reference, wanted);
  if (image.total === null || image.total > LARGEST_IMAGE) return new Map();
  const folder = await mkdtemp(join(tmpdir(), 'layerlens-'));
  try {
    const chunks = await builder.save(image.id);
    if (!chunks) return new Map();
    const path = join(folder, 'image.tar');
    await pipeline(chunks, createWriteStream(path, { mode: 0o600 }));
    return await readLayerFiles(path, wanted);
  } catch {
    // Without its layers the image still tells its texts.
    return new Map();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
