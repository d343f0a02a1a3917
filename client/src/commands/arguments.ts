// Knows: what may arrive as the argument of a command. The types of protocol/commands.ts are what lenses and trees pass;
// key bindings, menus and links may pass anything. Pure.
import type { PlainRange } from '../../../server/src/protocol/viewModels';

/** A document given as text, as an editor's Uri, or as a row of the Layers view. */
export function uriArgument(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (!isObject(value)) return undefined;
  if (typeof value['uri'] === 'string') return value['uri'];
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- an editor's Uri has a toString of its own
  return typeof value['scheme'] === 'string' && typeof value['path'] === 'string' ? String(value) : undefined;
}

export function rangeArgument(value: unknown): PlainRange | undefined {
  if (!isObject(value)) return undefined;
  const { start, end } = value;
  return isPosition(start) && isPosition(end) ? { start, end } : undefined;
}

/** What a step or a file of the Cache or Context view stands for: a line (zero-based), or a path in the context. */
export function changeArgument(row: unknown, given: unknown): number | string | undefined {
  if (isCount(given)) return Number(given);
  if (typeof given === 'string' && given !== '') return given;
  const node = isObject(row) && isObject(row['node']) ? row['node'] : {};
  if (typeof node['path'] === 'string' && node['path'] !== '') return node['path'];
  return isCount(node['line']) ? Number(node['line']) : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isPosition = (value: unknown): value is PlainRange['start'] =>
  isObject(value) && isCount(value['line']) && isCount(value['character']);

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
