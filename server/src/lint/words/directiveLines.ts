// Knows: comments that read like a parser directive, and whether they still could be one: directives stand above
// everything else. Source: moby/buildkit: parser/directives.go.
import type { Span } from '../../base/span';
import type { Comment, Directive, DockerfileModel } from '../../syntax/model';

export const DIRECTIVE_NAMES = ['syntax', 'escape', 'check'] as const;
export type DirectiveName = (typeof DIRECTIVE_NAMES)[number];

/** True when the text is what such a directive has for a value, so that no prose is taken for one. */
export function isPlausible(name: DirectiveName, value: string): boolean {
  switch (name) {
    case 'syntax':
      return /^[\w.-]+(?::\d+)?(?:\/[\w.-]+)+(?::[\w.-]+)?(?:@sha256:[0-9a-f]+)?$/.test(value);
    case 'escape':
      return value === '\\' || value === '`';
    case 'check':
      return /^(?:skip|error|experimental)=\S+$/.test(value);
  }
}

/** `name = value` of a comment; undefined for prose. */
export function assignment({ text }: Comment): { readonly name: string; readonly value: string } | undefined {
  const match = /^([a-zA-Z][a-zA-Z0-9]*)\s*=\s*/.exec(text);
  return match ? { name: (match[1] ?? '').toLowerCase(), value: text.slice(match[0].length) } : undefined;
}

/** Comments in front of the first instruction. */
export function headComments({ comments, instructions }: DockerfileModel): readonly Comment[] {
  const end = instructions[0]?.span.start ?? Infinity;
  return comments.filter(({ span }) => span.end <= end);
}

/** The whole line of a comment or directive, its line end included. */
export function lineOf({ text }: DockerfileModel, { span }: Comment | Directive): Span {
  const found = text.indexOf('\n', span.end);
  return { start: text.lastIndexOf('\n', span.start - 1) + 1, end: found === -1 ? text.length : found + 1 };
}
