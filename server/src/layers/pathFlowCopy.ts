// Knows: what COPY, ADD, WORKDIR and VOLUME do to paths.
// Sources: moby/buildkit: frontend/dockerfile/dockerfile2llb/convert_copy.go, solver/llbsolver/file/backend.go (docopy:
// a directory's content goes into the destination, a file into an existing directory).
import { knownSize, unknownSize } from '../base/certainty';
import { cleanPath, joinPath } from '../base/posixPath';
import { chompTabs } from '../syntax/heredoc';
import { flagIsOn, type AddInstruction, type CopyInstruction, type Instruction, type Word } from '../syntax/model';
import { estimatedSize } from './flowSize';
import type { CopiedSource, DraftAct, FlowScope } from './pathFlowModel';
import { utf8Length } from './size';

const UNKNOWN = unknownSize('Unknown until built: it depends on the files that are copied.');
/** What ADD unpacks, by its name; the builder looks at the bytes (moby/moby: pkg/archive, DetectCompression). */
const ARCHIVE = /\.(?:tar|tgz|tbz2?|txz|tzst|tar\.(?:gz|bz2|xz|zst|Z|lzma))$/i;
const isRemote = (source: string): boolean => /^(?:https?|git|ssh):\/\/|^git@/.test(source);
const isGit = (source: string): boolean => /^(?:git|ssh):\/\/|^git@|^https?:\/\/[^#?]*\.git(?:[#?]|$)/.test(source);

const MOST_SOURCES = 2000;

export function copyActs(
  instruction: CopyInstruction | AddInstruction,
  scope: FlowScope,
  copied: (source: number) => readonly CopiedSource[] | undefined,
): DraftAct[] {
  const { destination, sources, heredocSources } = instruction;
  if (!destination) return [];
  const written = scope.resolve(destination.text);
  if (written === undefined) return [anywhere(instruction, destination)];
  const isFolder = written.endsWith('/') || written.endsWith('/.') || written === '.' || written === '';
  const path = cleanPath(
    written.startsWith('/') ? written : joinPath('/', scope.workdir, written === '' ? '.' : written),
  );
  const place: Place = {
    instruction,
    destination,
    path,
    isFolder: isFolder || sources.length + heredocSources.length > 1,
    isGuess: scope.isGuess === true && !written.startsWith('/'),
  };
  // So many words are nobody's list: what they bring lies somewhere below the destination.
  if (sources.length > MOST_SOURCES) return [act(place, destination, { certainty: 'below', size: UNKNOWN })];
  const keepsParents = flagIsOn(instruction, 'parents');
  const acts = sources.flatMap((word, i): DraftAct[] => {
    const known = keepsParents ? undefined : copied(i);
    const text = scope.resolve(word.text);
    if (known) return known.map((source) => ofContext(place, word, source));
    if (keepsParents || text === undefined || /[*?[]/.test(text))
      return [act(place, word, { certainty: 'below', size: UNKNOWN })];
    return [unseen(place, word, text)];
  });
  const inline = heredocSources.map(({ word, heredoc }): DraftAct => {
    const body = heredoc.chomp ? chompTabs(heredoc.content) : heredoc.content;
    const bytes = utf8Length(body);
    const size =
      heredoc.expand && body.includes('$')
        ? estimatedSize(bytes, 'The inline file, before its variables are replaced.')
        : knownSize(bytes, 'The inline file, byte for byte.');
    return act(place, word, { size, ...named(place, heredoc.name) });
  });
  return [...acts, ...inline];
}

interface Place {
  readonly instruction: CopyInstruction | AddInstruction;
  readonly destination: Word;
  readonly path: string;
  /** The destination is a directory for sure. */
  readonly isFolder: boolean;
  /** It hangs on a working directory that nobody knows. */
  readonly isGuess: boolean;
}

/** In a folder it keeps its name; else the destination is the file, unless a directory is there. */
const named = ({ path, isFolder }: Place, name: string): Pick<DraftAct, 'path' | 'nameInside'> =>
  isFolder ? { path: joinPath(path, name) } : { path, nameInside: name };

function act(place: Place, word: Word, more: Partial<DraftAct>): DraftAct {
  return {
    kind: 'write',
    path: place.path,
    certainty: 'literal',
    recursive: false,
    sure: true,
    inLayer: true,
    size: UNKNOWN,
    where: word.span,
    command: undefined,
    program: place.instruction.keyword,
    ...(place.isGuess && { isGuess: true }),
    ...more,
  };
}

const anywhere = (instruction: CopyInstruction | AddInstruction, word: Word): DraftAct =>
  act({ instruction, destination: word, path: '/', isFolder: true, isGuess: false }, word, {
    path: word.text,
    certainty: 'anywhere',
    sure: false,
  });

function ofContext(place: Place, word: Word, { name, node }: CopiedSource): DraftAct {
  const size = knownSize(node.bytes, 'The bytes of these files in the build context.');
  if (node.kind === 'directory') return act(place, word, { recursive: true, size, content: node });
  // An archive is unpacked: what comes out, nobody knows.
  if (place.instruction.keyword === 'ADD' && ARCHIVE.test(name)) return act(place, word, { certainty: 'below' });
  return act(place, word, { size, content: node, ...named(place, name) });
}

/** A source of which only the name is known: it may be a directory. */
function unseen(place: Place, word: Word, text: string): DraftAct {
  const isAdd = place.instruction.keyword === 'ADD';
  if (isAdd && isGit(text)) return act(place, word, { recursive: true });
  const name = isRemote(text) ? remoteName(text) : (cleanPath(`/${text}`).split('/').pop() ?? '');
  if (isAdd && !isRemote(text) && ARCHIVE.test(name)) return act(place, word, { certainty: 'below' });
  if (name === '' || text.endsWith('/') || !looksLikeFile(name))
    return act(place, word, { recursive: true, ...(name !== '' && { fileName: name }) });
  return act(place, word, named(place, name));
}

function remoteName(url: string): string {
  return /^https?:\/\/[^/?#]*([^?#]*)/.exec(url)?.[1]?.split('/').pop() ?? '';
}

/** Endings that directories do not have. */
const FILE_ENDING =
  /\.(?:sh|bash|py|rb|pl|js|mjs|cjs|ts|php|lua|json|ya?ml|toml|xml|ini|cfg|cnf|conf|config|properties|env|txt|md|html?|css|sql|csv|key|pem|crt|cer|pub|asc|sig|jar|war|ear|zip|tar|gz|tgz|bz2|xz|txz|zst|deb|rpm|apk|whl|gem|so|exe|bin|run|lock|mod|sum|gradle|kts|csproj|sln|service|list|repo|tmpl|template|j2|Dockerfile|log|iso|img|dump|patch|diff)$/i;
const FILE_NAME =
  /^(?:Makefile|Gemfile|Rakefile|Procfile|Pipfile|Dockerfile|LICENSE|README|Caddyfile|Jenkinsfile|crontab|gradlew|mvnw|\.(?:npmrc|yarnrc|bashrc|profile|env|vimrc|gitconfig))$/;

/** True for a name that a file has and a directory hardly ever. */
export const looksLikeFile = (name: string): boolean => FILE_ENDING.test(name) || FILE_NAME.test(name);

export function workdirActs(instruction: Instruction, scope: FlowScope): DraftAct[] {
  const [word] = instruction.words;
  const text = word && scope.resolve(word.text);
  if (!word || text === undefined) return [];
  return [
    {
      kind: 'directory',
      path: cleanPath(text.startsWith('/') ? text : joinPath('/', scope.workdir, text)),
      certainty: 'literal',
      recursive: false,
      sure: true,
      inLayer: true,
      size: knownSize(0, 'A directory has no bytes of its own.'),
      where: word.span,
      command: undefined,
      program: 'WORKDIR',
    },
  ];
}

/** The directories that a VOLUME declares. */
export const volumeActs = (instruction: Instruction, scope: FlowScope): string[] =>
  instruction.words.flatMap(({ text }) => {
    const path = scope.resolve(text);
    return path === undefined || path === ''
      ? []
      : [cleanPath(path.startsWith('/') ? path : joinPath('/', scope.workdir, path))];
  });
