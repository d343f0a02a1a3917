// Knows: an image's history as engines tell it, newest first: the API, `docker history`, `podman history` (image-facts §4.2).
import { fieldOf, listOf, parseJson, recordOf, textOf, timeOf } from '../../image/json';

export interface HistoryRecord {
  /** The image that this row ended, `sha256:…`; empty when it is not there (`<missing>`). */
  readonly id: string;
  readonly createdBy: string;
  /** RFC 3339. */
  readonly createdAt?: string;
  readonly comment: string;
  /** As the engine says; null when it cannot say. */
  readonly bytes: number | null;
}

/** `GET /images/{name}/history`, oldest first; undefined when it is no list. */
export function readApiHistory(value: unknown): HistoryRecord[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return listOf(value)
    .map((row) =>
      recordFrom(row, fieldOf(row, 'Id'), secondsToTime(fieldOf(row, 'Created')), fieldOf(row, 'Size'), 'Comment'),
    )
    .reverse();
}

/** `docker history --no-trunc --human=false --format '{{json .}}'`: an object per line; oldest first. */
export function readDockerCliHistory(stdout: string): HistoryRecord[] | undefined {
  const rows = stdout
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => recordOf(parseJson(line)));
  if (rows.some((row) => row === undefined)) return undefined;
  return rows
    .map((row) => {
      const size = textOf(fieldOf(row, 'Size')) ?? '';
      const bytes = /^\d+$/.test(size) ? Number(size) : undefined;
      return recordFrom(row, fieldOf(row, 'ID'), timeOf(fieldOf(row, 'CreatedAt')), bytes, 'Comment');
    })
    .reverse();
}

/** `podman history --no-trunc --format json`: one list; two of its keys differ only by case. Oldest first. */
export function readPodmanCliHistory(value: unknown): HistoryRecord[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return listOf(value)
    .map((row) => recordFrom(row, fieldOf(row, 'id'), timeOf(fieldOf(row, 'created')), fieldOf(row, 'size'), 'comment'))
    .reverse();
}

function recordFrom(
  row: unknown,
  id: unknown,
  createdAt: string | undefined,
  size: unknown,
  commentKey: string,
): HistoryRecord {
  return {
    id: imageId(textOf(id) ?? ''),
    createdBy: textOf(fieldOf(row, 'CreatedBy')) ?? '',
    comment: textOf(fieldOf(row, commentKey)) ?? '',
    // Podman says −1 for layers that are only partly there.
    bytes: typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : null,
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}

/** With `sha256:` in front, which Podman leaves out at times; empty for `<missing>`. */
export function imageId(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return `sha256:${text}`;
  return /^sha256:[0-9a-f]{64}$/.test(text) ? text : '';
}

/** Seconds since 1970 → `2026-11-21T06:48:53Z`. Go's zero time, in the year 1, means "not set". */
export function secondsToTime(value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > 253_402_300_799)
    return undefined;
  return new Date(value * 1000).toISOString().replace('.000Z', 'Z');
}
