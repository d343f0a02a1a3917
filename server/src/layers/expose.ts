// Knows: what EXPOSE makes of its words. Source: moby/buildkit: dockerfile2llb/convert_expose.go.

/** All ports once; a list beyond them is nobody's Dockerfile, and would only cost memory. */
const MOST_PORTS = 65_536;
const MOST_WORDS = 1000;

/** `80`, `8000-8002/udp`, `127.0.0.1:80:8080` → `80/tcp` … in order, duplicates kept; a word nobody can read stays out. */
export function exposedPorts(words: readonly string[]): string[] {
  const ports: string[] = [];
  for (const word of words.slice(0, MOST_WORDS)) {
    if (ports.length >= MOST_PORTS) break;
    ports.push(...portsOf(word));
  }
  return ports.slice(0, MOST_PORTS);
}

function portsOf(word: string): string[] {
  const container = word.slice(word.lastIndexOf(':') + 1);
  const slash = container.indexOf('/');
  const protocol = (slash === -1 ? '' : container.slice(slash + 1)).toLowerCase() || 'tcp';
  const range = /^(\d+)(?:-(\d+))?$/.exec(slash === -1 ? container : container.slice(0, slash));
  if (!range) return [];
  const first = Number(range[1]);
  const last = Number(range[2] ?? range[1]);
  if (last < first || last > 65535) return [];
  return Array.from({ length: last - first + 1 }, (_, i) => `${String(first + i)}/${protocol}`);
}

/** Go sorts strings by their UTF-8 bytes; for the words of EXPOSE that is the order of code points. */
export const sortWords = (words: readonly string[]): string[] =>
  [...words].sort((a, b) => {
    const left = Array.from(a);
    const right = Array.from(b);
    for (let i = 0; i < Math.min(left.length, right.length); i++) {
      const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
      if (difference !== 0) return difference;
    }
    return left.length - right.length;
  });
