// Knows: JSON values, one per line, in a stream whose chunks end anywhere. Bytes are split before they are decoded, so that no
// character is cut; a line without end is not kept.
import { parseJson } from '../image/json';

const MAX_LINE = 1024 * 1024;

/** The values of all lines that are JSON; others, and lines above a mebibyte, are passed over. */
export async function* jsonLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<unknown, void, void> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const add = (part: Uint8Array): void => {
    length += part.length;
    if (length <= MAX_LINE) parts.push(part);
    else parts = [];
  };
  const take = (): unknown => {
    const text = length <= MAX_LINE ? Buffer.concat(parts).toString('utf8').trim() : '';
    parts = [];
    length = 0;
    return text === '' ? undefined : parseJson(text);
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      add(chunk.subarray(start, end));
      start = end + 1;
      const value = take();
      if (value !== undefined) yield value;
    }
    add(chunk.subarray(start));
  }
  const last = take();
  if (last !== undefined) yield last;
}
