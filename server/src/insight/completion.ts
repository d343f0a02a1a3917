// Knows: what can be typed where the cursor is, only where other Dockerfile extensions offer nothing: flags and mounts of
// RUN, COPY and ADD, and source paths from what really enters the build. Minimum frontends: moby/buildkit:
// frontend/dockerfile/docs/reference.md; keys of mounts: frontend/dockerfile/instructions/commands_runmount.go.
import { formatBytes } from '../base/bytes';
import type { Span } from '../base/span';
import { nodeAt, pathParts } from '../context/tree';
import { entering, entriesOf } from '../lint/facts/contextFact';
import { flagOf, type Instruction } from '../syntax/model';
import type { Analysis } from './analysis';

export interface Completion {
  readonly kind: 'flag' | 'key' | 'value' | 'folder' | 'file';
  readonly label: string;
  readonly insert: string;
  /** What is replaced. */
  readonly span: Span;
  readonly detail: string;
  /** Sorts: folders first, then as found. */
  readonly rank: number;
  /** More can be typed right after it. */
  readonly goesOn: boolean;
}

/** Of a folder with more entries the biggest are offered. */
const MOST_PATHS = 200;

export function completionsAt(analysis: Analysis, offset: number): Completion[] {
  const place = placeAt(analysis, offset);
  if (!place) return [];
  const { instruction, word, isFirst } = place;
  if (word.startsWith('-')) return isFirst ? flagCompletions(place, analysis) : [];
  return instruction.keyword === 'COPY' || instruction.keyword === 'ADD' ? pathCompletions(place, analysis) : [];
}

interface Place {
  readonly instruction: Instruction;
  /** What stands before the cursor of the word at the cursor. */
  readonly word: string;
  /** Where that word begins. */
  readonly start: number;
  readonly end: number;
  /** Only flags stand before it. */
  readonly isFirst: boolean;
  /** Words before it that are no flags. */
  readonly index: number;
}

function placeAt({ model, lines }: Analysis, offset: number): Place | undefined {
  const instruction = model.instructions.findLast(({ span }) => span.start < offset);
  if (!instruction || !['RUN', 'COPY', 'ADD'].includes(instruction.keyword)) return undefined;
  // Blanks at the end of a line are no part of the instruction, and the author is about to type there.
  const beyond = model.text.slice(instruction.span.end, offset);
  if (offset > instruction.span.end && !/^[ \t]*$/.test(beyond)) return undefined;
  if (instruction.heredocs.some(({ contentSpan }) => contentSpan.start <= offset)) return undefined;
  const inComment = model.comments.some(({ span }) => span.start <= offset && offset <= span.end);
  const before = model.text.slice(instruction.keywordSpan.end, offset);
  if (inComment || !/^\s/.test(before) || lines.lineStart(lines.positionAt(offset).line) > offset) return undefined;
  const escape = model.escape === '\\' ? '\\\\' : '`';
  const words = before
    .replace(new RegExp(`${escape}[ \\t]*\\r?\\n`, 'g'), (joint) => ' '.repeat(joint.length))
    .split(/\s/);
  const word = words.at(-1) ?? '';
  const others = words.slice(0, -1).filter((other) => other !== '');
  const plain = others.filter((other) => !other.startsWith('--'));
  return {
    instruction,
    word,
    start: offset - word.length,
    end: offset,
    isFirst: plain.length === 0,
    index: plain.length,
  };
}

interface FlagFact {
  readonly flag: string;
  /** N of the first frontend 1.N that takes it. */
  readonly since: number;
  readonly detail: string;
  /** A value follows. */
  readonly valued: boolean;
}

const flag = (name: string, since: number, detail: string, valued = false): FlagFact => ({
  flag: valued ? `--${name}=` : `--${name}`,
  since,
  detail,
  valued,
});

const COPY_FLAGS = [
  flag('link', 4, 'a layer of its own that stays cached when the base changes'),
  flag('parents', 20, 'keeps the folders of the sources'),
  flag('exclude', 19, 'leaves out what matches', true),
];

const FLAGS: Readonly<Record<string, readonly FlagFact[]>> = {
  COPY: COPY_FLAGS,
  ADD: [
    COPY_FLAGS[0] ?? flag('link', 4, ''),
    flag('exclude', 19, 'leaves out what matches', true),
    flag('checksum', 6, 'digest of what is downloaded', true),
    flag('keep-git-dir', 1, 'keeps the .git folder of a repository'),
    flag('unpack', 17, 'unpacks an archive, or does not', true),
  ],
  RUN: [
    flag('mount', 2, 'cache, bind, tmpfs, secret or ssh', true),
    flag('network', 3, 'default, none or host', true),
    flag('security', 20, 'sandbox or insecure', true),
  ],
};

function flagCompletions(place: Place, analysis: Analysis): Completion[] {
  const { instruction, word, start, end } = place;
  if (word.startsWith('--mount=')) return instruction.keyword === 'RUN' ? mountCompletions(place, analysis) : [];
  if (word.includes('=')) return [];
  const { frontend, builder } = analysis.options;
  if (builder === 'classic') return [];
  return (FLAGS[instruction.keyword] ?? [])
    .filter(({ since, flag: name }) => since <= frontend && name.startsWith(word))
    .map(({ flag: name, detail, valued }, rank) => ({
      kind: 'flag',
      label: name,
      insert: name,
      span: { start, end },
      detail,
      rank,
      goesOn: valued,
    }));
}

const MOUNT_TYPES: Readonly<Record<string, { readonly detail: string; readonly keys: readonly string[] }>> = {
  cache: {
    detail: 'a folder that is kept from build to build',
    keys: ['target', 'id', 'sharing', 'readonly', 'from', 'source', 'mode', 'uid', 'gid'],
  },
  bind: {
    detail: 'files of the context, a stage or an image, not copied',
    keys: ['target', 'source', 'from', 'readwrite'],
  },
  tmpfs: { detail: 'a folder in memory', keys: ['target', 'size'] },
  secret: {
    detail: 'a secret of the build, in no layer',
    keys: ['id', 'target', 'env', 'required', 'mode', 'uid', 'gid'],
  },
  ssh: { detail: 'the SSH agent of the build', keys: ['id', 'target', 'required', 'mode', 'uid', 'gid'] },
};

const KEY_DETAILS: Readonly<Record<string, string>> = {
  target: 'where it is seen',
  source: 'what of it is seen',
  from: 'a stage, an image or a named context',
  id: 'its name',
  sharing: 'what builds at the same time do',
  readonly: 'writing fails',
  readwrite: 'what is written is thrown away',
  size: 'at most so much',
  mode: 'permissions, octal',
  uid: 'owner',
  gid: 'group',
  env: 'seen as a variable',
  required: 'fails without it',
};

const BARE_KEYS = new Set(['readonly', 'readwrite', 'required']);

const SHARING: Readonly<Record<string, string>> = {
  shared: 'they write to it at once',
  private: 'each has its own',
  locked: 'one waits for the other',
};

function mountCompletions({ instruction, word, end }: Place, analysis: Analysis): Completion[] {
  const written = word.slice('--mount='.length).split(',');
  const field = written.at(-1) ?? '';
  const fields = new Map(written.slice(0, -1).map((entry) => [entry.split('=')[0] ?? '', entry.split('=')[1] ?? '']));
  const equals = field.indexOf('=');
  const start = end - (equals === -1 ? field.length : field.length - equals - 1);
  const item = (kind: 'key' | 'value', label: string, detail: string, rank: number, goesOn = false): Completion => ({
    kind,
    label,
    insert: label,
    span: { start, end },
    detail,
    rank,
    goesOn,
  });
  if (equals === -1) {
    const type = fields.get('type') ?? (fields.size > 0 ? 'bind' : undefined);
    if (type === undefined) {
      return Object.entries(MOUNT_TYPES).map(([name, { detail }], i) => item('key', `type=${name}`, detail, i));
    }
    return (MOUNT_TYPES[type]?.keys ?? [])
      .filter((key) => !fields.has(key))
      .map((key, i) =>
        item('key', BARE_KEYS.has(key) ? key : `${key}=`, KEY_DETAILS[key] ?? '', i, !BARE_KEYS.has(key)),
      );
  }
  switch (field.slice(0, equals)) {
    case 'type':
      return Object.entries(MOUNT_TYPES).map(([name, { detail }], i) => item('value', name, detail, i));
    case 'sharing':
      return Object.entries(SHARING).map(([name, detail], i) => item('value', name, detail, i));
    case 'from':
      return stagesBefore(instruction, analysis).map((name, i) => item('value', name, 'stage', i));
    default:
      return [];
  }
}

const stagesBefore = (instruction: Instruction, { textGraph: { stages } }: Analysis): string[] =>
  stages.flatMap(({ name, from, steps }) =>
    name !== undefined && from.span.start < instruction.span.start && !steps.includes(instruction) ? [name] : [],
  );

function pathCompletions(place: Place, analysis: Analysis): Completion[] {
  const { instruction, word, end, isFirst } = place;
  const fact = analysis.input.planned?.context;
  const from = flagOf(instruction, 'from')?.value ?? '';
  // Of what comes later, an absolute path is where the files go; and a word of signs is more than a path.
  if (!fact || from !== '' || (!isFirst && word.startsWith('/')) || /[$*?[\]"'<\\:]/.test(word)) return [];
  const slash = word.lastIndexOf('/');
  const folder = word.slice(0, slash + 1);
  const parts = pathParts(folder);
  const at = parts?.join('/');
  const node = at === undefined ? undefined : nodeAt(entering(fact), at);
  if (node?.kind !== 'directory') return [];
  const start = end - (word.length - slash - 1);
  const entries = entriesOf(node, at ?? '').filter(({ path }) => !/[\s$*?[\]"'\\#]/.test(path));
  return entries.slice(0, MOST_PATHS).map(({ path, node: child, bytes, files }): Completion => {
    const isFolder = child.kind === 'directory';
    const name = path.slice(path.lastIndexOf('/') + 1);
    return {
      kind: isFolder ? 'folder' : 'file',
      label: isFolder ? `${name}/` : name,
      insert: isFolder ? `${name}/` : name,
      span: { start, end },
      detail: isFolder
        ? `${formatBytes(bytes)} in ${String(files)} ${files === 1 ? 'file' : 'files'}`
        : formatBytes(bytes),
      rank: isFolder ? 0 : 1,
      goesOn: isFolder,
    };
  });
}
