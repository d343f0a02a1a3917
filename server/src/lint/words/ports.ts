// Knows: how BuildKit reads a word of EXPOSE. Source: moby/buildkit: dockerfile2llb/convert_expose.go (parsePort).
import type { RuleContext } from '../context';
import { dispatched, type Dispatched, type ExpandedWord } from '../facts/dispatch';

export interface Port {
  /** Empty when none is written. */
  readonly ip: string;
  readonly host: string;
  /** A number or a range, without its protocol. */
  readonly container: string;
  /** As written; empty when none is. */
  readonly protocol: string;
}

function parsePort(text: string): Port {
  const parts = text.split(':');
  const last = parts.pop() ?? '';
  const host = parts.pop() ?? '';
  const slash = last.indexOf('/');
  return {
    ip: parts.join(':'),
    host,
    container: slash === -1 ? last : last.slice(0, slash),
    protocol: slash === -1 ? '' : last.slice(slash + 1),
  };
}

/** False where BuildKit stops before it looks at anything else: no port, or a protocol that there is not. */
export const isReadable = ({ container, protocol }: Port): boolean =>
  container !== '' && /^(?:tcp|udp|sctp)?$/i.test(protocol);

export interface ExposedWord {
  readonly one: Dispatched;
  readonly expanded: ExpandedWord;
  readonly port: Port;
}

/** Every word of every EXPOSE, after expansion. */
export function* exposed(context: RuleContext): Iterable<ExposedWord> {
  for (const one of dispatched(context))
    for (const expanded of one.ports) yield { one, expanded, port: parsePort(expanded.text) };
}
