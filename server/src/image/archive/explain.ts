// Knows: why an archive cannot be read, in the words of the person who saved it: what it is instead, where it ends.
import { fieldOf, parseJson, textOf } from '../json';
import { damaged, endsEarly, engineGaveUp, fileSystem, notAnImage, partOf, unsupported } from '../problems';
import type { UserProblem } from '../../base/outcome';
import { LIMITS } from '../limits';
import { findDockerImages } from './dockerArchive';
import type { FoundImage } from './found';
import { looksLikeFileSystem, looksLikeFirstFormat, looksLikeImage } from './member';
import type { Archive, Member } from './member';
import type { Content } from './detect';
import { findOciImages } from './ociLayout';
import type { OciFound } from './ociLayout';
import type { Reading } from './reading';

/** Why a walk did not reach the end of the archive. */
export async function explainEnd(archive: Archive, reading: Reading): Promise<UserProblem> {
  const { end, members } = archive;
  const { name } = reading;
  if (!looksLikeImage(members)) {
    if (looksLikeFileSystem(members) || end.kind === 'stopped') return fileSystem(name);
    if (members.length === 0 && end.kind === 'damaged') return notAnImage(name, 'this is not a tar archive');
  }
  if (end.kind === 'stopped') return notAnImage(name, 'it has far more files than a saved image');
  const said = complaintIn(reading.decode(await archive.tail()));
  if (said !== undefined) return engineGaveUp(name, said);
  if (end.kind === 'damaged')
    return damaged(name, `the archive is damaged (${end.why})`, `at byte ${String(end.offset)}`);
  const member = members.at(-1);
  if (end.kind === 'truncated' && end.entry !== undefined && member?.entry === end.entry) {
    const part = partOf(end.got, end.entry.dataBytes);
    const number = await layerNumber(archive, member, reading);
    return endsEarly(
      name,
      `in the middle of ${number === undefined ? member.path : `layer ${String(number)}`} (${part})`,
    );
  }
  const hasList = members.some(({ path }) => path === 'manifest.json' || path === 'index.json');
  return endsEarly(name, hasList ? 'in the middle of an entry' : 'before its list of layers (manifest.json)');
}

/** Why a whole archive has no image. */
export async function explainNothing(
  archive: Archive,
  found: OciFound | undefined,
  reading: Reading,
): Promise<UserProblem> {
  const { members, end } = archive;
  const { name } = reading;
  const said = complaintIn(reading.decode(await archive.tail()));
  if (said !== undefined) return engineGaveUp(name, said);
  const inIndex = found && explainIndex(found, name);
  if (inIndex !== undefined) return inIndex;
  const hasList = members.some(({ path }) => path === 'manifest.json' || path === 'index.json');
  if (looksLikeImage(members) && !hasList) {
    const marked = end.kind === 'complete' && end.marked;
    if (!marked) return endsEarly(name, 'before its list of layers (manifest.json)');
    if (looksLikeFirstFormat(members)) {
      return unsupported(
        name,
        'it was saved by a Docker older than 1.10',
        'Load it into an engine and save it from there.',
      );
    }
  }
  if (looksLikeFileSystem(members)) return fileSystem(name);
  return hasList
    ? damaged(name, 'its list of layers (manifest.json) is damaged')
    : notAnImage(name, 'it holds neither manifest.json nor index.json, so it is no saved image');
}

/** Why an index has no image; undefined when the index does not say. */
export function explainIndex(found: OciFound, name: string): UserProblem | undefined {
  if (found.saw.buildRecord) return notAnImage(name, 'this is the record of a build, not an image');
  if (found.saw.artifact) return notAnImage(name, 'this is an artifact without file layers');
  return found.saw.manifestMissing ? damaged(name, 'the manifest that its index names is missing') : undefined;
}

/**
 * What a failing engine wrote: it appends JSON to the archive it was sending, with status 200 long gone
 * (moby: api/server/router/image, `{"errorDetail":{"message":…}}`; Podman: `{"cause":…,"message":…}`).
 */
export function complaintIn(text: string): string | undefined {
  for (const key of ['{"errorDetail"', '{"cause"', '{"message"', '{"error"']) {
    const start = text.lastIndexOf(key);
    const record = start < 0 ? undefined : parseJson(text.slice(start).replaceAll('\0', ' '));
    const said =
      textOf(fieldOf(fieldOf(record, 'errorDetail'), 'message')) ??
      textOf(fieldOf(record, 'message')) ??
      textOf(fieldOf(record, 'error'));
    // Control characters would act on a terminal.
    if (said !== undefined) return said.replace(/\p{Cc}+/gu, ' ').slice(0, 300);
  }
  return undefined;
}

/**
 * Which layer a member is, counted from one: by the list when it is there, else by its place among the layer files so far
 * (the list mostly comes last). Undefined when the member is no layer.
 */
async function layerNumber(archive: Archive, member: Member, reading: Reading): Promise<number | undefined> {
  const images: readonly FoundImage[] = [
    ...(await findDockerImages(archive, reading)),
    ...((await findOciImages(archive, reading))?.images ?? []),
  ];
  for (const { variants } of images) {
    for (const { layers } of variants) {
      const at = layers.findIndex(({ path }) => path === member.path);
      if (at >= 0) return at + 1;
    }
  }
  if (!isLayer(member, await archive.contentOf(member))) return undefined;
  let number = 0;
  for (const other of archive.members) if (isLayer(other, await archive.contentOf(other))) number++;
  return number;
}

const isLayer = ({ path, entry }: Member, content: Content): boolean =>
  entry.type === 'file' &&
  (content === 'tar' ||
    content === 'gzip' ||
    content === 'zstd' ||
    content === 'empty-tar' ||
    (content !== 'json' && (entry.dataBytes > LIMITS.jsonBytes || /\.tar(?:\.\w+)?$/.test(path))));
