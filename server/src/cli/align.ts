// Knows: `layerlens align`: a built image's history, each entry on the line that made it.
import { formatBytes } from '../base/bytes';
import type { Image } from '../image/model';
import { align, type AlignedRow, type Alignment } from '../layers/align';
import { parseDockerfile } from '../syntax/parse';
import { buildOptions, hostPlatform, type BuildFlagValues } from './buildFlags';
import { Misuse } from './failure';
import { readDockerfile, type Output } from './io';
import { requireTarget } from './layers';
import { table } from './table';

export interface AlignFlags extends BuildFlagValues {
  readonly image?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Finds the image that a reference, archive or folder names. Throws Misuse when there is none. */
export type FindImage = (reference: string, platform: string | undefined) => Promise<Image>;

export async function alignCommand(
  path: string,
  flags: AlignFlags,
  output: Output,
  findImage: FindImage,
): Promise<number> {
  if (flags.image === undefined || flags.image === '')
    throw new Misuse('layerlens align needs --image: a name, a saved archive or an OCI layout folder.');
  const model = parseDockerfile(await readDockerfile(path));
  const options = buildOptions(flags, model, hostPlatform());
  const image = await findImage(flags.image, flags.platform);
  const alignment = align(model, image, options, flags.builder !== undefined);
  requireTarget(alignment.graph, path, flags.target);
  output.data(
    flags.json === true ? `${JSON.stringify(asJson(alignment, image), null, 2)}\n` : asText(alignment, image),
  );
  if (alignment.fit === 'none')
    output.note(`${flags.image} was not made from ${path}: no entry of its history fits.\n`);
  return 0;
}

const lineOf = ({ entry }: AlignedRow): number | null => (entry ? entry.line + 1 : null);

function asJson({ graph, rows, fit, matched, entries }: Alignment, image: Image): unknown {
  return {
    schemaVersion: 1,
    target: graph.target?.label ?? null,
    fit,
    matched,
    predicted: entries.length,
    sizeKind: image.sizeKind,
    total: image.total,
    entries: rows.map((aligned) => ({
      line: lineOf(aligned),
      stage: aligned.entry?.stage.label ?? null,
      role: aligned.role,
      createdBy: aligned.row.createdBy,
      empty: aligned.row.empty,
      bytes: aligned.row.bytes,
      diffId: aligned.row.diffId,
      certainty: aligned.certainty,
    })),
  };
}

function asText({ graph, rows, fit, matched, entries }: Alignment, image: Image): string {
  const lines = rows.map((aligned) => [
    String(lineOf(aligned) ?? ''),
    aligned.role === 'base' ? 'base' : (aligned.entry?.stage.label ?? '?'),
    aligned.row.empty
      ? ''
      : aligned.row.bytes === null
        ? '?'
        : `${aligned.certainty === 'measured' ? '' : '≈ '}${formatBytes(aligned.row.bytes)}`,
    aligned.row.createdBy.replace(/\s*\n\s*/g, ' ⏎ '),
  ]);
  const total = image.total === null ? 'size unknown' : formatBytes(image.total);
  const fits =
    fit === 'whole'
      ? 'every entry has its line'
      : `${String(matched)} of ${String(entries.length)} entries have their line`;
  return `${graph.target?.label ?? ''}: ${total}, ${fits}\n${table(['LINE', 'STAGE', 'SIZE', 'HISTORY'], lines)}`;
}
