// Knows: where buildah 1.28 goes its own way: what it does not take, by its own words, so that any other failure of a build
// is one, and what it alone reads or counts otherwise.

const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/only supports the --|flag provided but not defined/, 'a flag that it does not know'],
  [/copier: stat: "\/<</, 'a heredoc'],
  [/Unknown instruction: /, 'a heredoc, whose lines it takes for instructions'],
  [/Missing ':' in substitution|Unsupported modifier/, 'a modifier of a variable'],
  [
    /The target ".*" was not found|no stage or image found with that name|repository name must be lowercase/,
    'a stage by its name in another case',
  ],
  [/Syntax error - can't find =/, 'two escape characters at a line end, which continue the line'],
  [/Error parsing chmod/, 'a symbolic mode'],
  [/copier: get: globs .* matched nothing|no items matching glob/, 'a pattern that finds nothing'],
  [/must be positive|--retries must be at least 1/, 'a health check of nothing'],
  [
    /secret should have syntax|unrecognized value ".*" for field|invalid container path ".*", must be an absolute path/,
    'a mount option',
  ],
  [
    /checking on sources under ".*\/(?:overlay|vfs)\/.*" ?: copier: stat/,
    'a folder that only WORKDIR made: it is in no layer',
  ],
  [/EXPOSE requires at least one argument/, 'an EXPOSE of nothing'],
  [/slice bounds out of range|executor\.go:\d+ \+0x/, 'a RUN of nothing, at which it panics'],
];

/** Cases that it reads otherwise than all else. */
const READS_OTHERWISE: Readonly<Record<string, string>> = {
  'parsing/continuation': 'two backslashes at a line end continue the line',
};

/** Why it is not to be asked this case; undefined: it is. */
export const readsOtherwise = (name: string): string | undefined => READS_OTHERWISE[name];

/** Edits that newer versions judge as everybody does. */
const COUNTS_OTHERWISE: readonly string[] = [
  // The names of a file's owner on the machine that builds are in the archive it hashes (copier.go, copierHandlerGetOne).
  'copy/local-owner',
];

export const countsOtherwise = (scenario: string): boolean => COUNTS_OTHERWISE.includes(scenario);

/** Scenarios beyond those of the classic builder. */
const TAKES_AS_WELL: readonly string[] = [
  ...['copy/mode', 'add/unpack', 'stages/onbuild-in-file', 'request/named-folder', 'request/named-stage'],
  ...['mount/bind-context', 'mount/written-context', 'mount/bind-all', 'mount/bind-stage', 'mount/cache-ids'],
];

export const takesAsWell = (scenario: string): boolean => TAKES_AS_WELL.includes(scenario);

/** What it did not take; undefined when its words are not known. */
export const buildahRefusal = (error: string): string | undefined => REFUSALS.find(([words]) => words.test(error))?.[1];
