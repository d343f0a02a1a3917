// Knows: how engines say no: Docker `{message}`, Podman `{cause, message, response}`, proxies and old engines in plain text.
import { fieldOf, parseJson, textOf } from '../../image/json';

/** The words of an error answer, short enough for a message. */
export function readError(body: string): string {
  const said = textOf(fieldOf(parseJson(body), 'message')) ?? body;
  return said
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 300);
}
