// Knows: which builder a command line starts, as its words and the environment say: the program's own flags before the
// verb, `--builder`, variables. Sources: docker/cli: cmd/docker/builder.go; docker/buildx: commands/root.go.
import { parseBuildArgv } from '../project/buildCommand';
import { PROGRAM_FLAGS } from '../project/buildFlags';
import type { BuildTarget } from '../project/buildTarget';
import { familyOf, startCommand } from '../project/commandStart';
import { knownStart, plainText, settle } from '../project/partialText';
import { readFlags, type CommandWord } from '../project/readFlags';

type Environment = Readonly<Record<string, string | undefined>>;

export type BuilderProgram = 'docker' | 'podman' | 'buildah' | 'nerdctl' | 'buildctl';

export interface BuilderCommand {
  readonly program: BuilderProgram;
  /** Undefined: it hangs on the installation. */
  readonly kind: 'buildkit' | 'classic' | 'buildah' | undefined;
  /** The environment that the command sees, its own assignments included. */
  readonly env: Environment;
  /** `--builder`, or BUILDX_BUILDER; empty: none named. */
  readonly instance: string;
  /** `docker buildx build`: goes by `docker buildx use`; `docker build` does not. */
  readonly usesCurrentInstance: boolean;
  /** `docker --host`, `podman --url`, `buildctl --addr`; empty when not given. */
  readonly address: string;
  /** `docker --context`. */
  readonly context: string;
  /** `--root` of podman and buildah. */
  readonly root: string;
}

export interface ReadBuild {
  readonly command: BuilderCommand;
  readonly target: BuildTarget;
}

const wordsOf = (argv: readonly string[]): CommandWord[] =>
  argv.map((word) => ({ text: plainText(word), mayBeMany: false }));

/** Undefined when the words are no build of one Dockerfile. */
export function readBuildArgv(
  argv: readonly string[],
  cwd: string,
  env: Environment,
  exists: (path: string) => boolean,
): ReadBuild | undefined {
  const target = parseBuildArgv(argv, cwd, { env: (name) => env[name], exists });
  const started = startCommand(wordsOf(argv));
  if (target === undefined || started === undefined) return undefined;
  const own = Object.fromEntries(
    [...started.env].flatMap(([name, value]) => (value.known ? [[name, value.value]] : [])),
  );
  const seen = { ...env, ...own };
  const program = familyOf(started.program) as BuilderProgram;
  const globals = programFlags(argv, started.program);
  const table = PROGRAM_FLAGS[program];
  const instance =
    lastFlag(started.rest, 'builder') ?? (table?.flags.has('builder') === true ? globals.get('builder') : undefined);
  return {
    target,
    command: {
      program,
      kind: target.builder,
      env: seen,
      instance: instance ?? seen['BUILDX_BUILDER'] ?? '',
      usesCurrentInstance: started.verb.startsWith('buildx'),
      address: globals.get('host') ?? globals.get('url') ?? globals.get('addr') ?? '',
      context: globals.get('context') ?? '',
      root: globals.get('root') ?? '',
      ...(globals.has('config') && program === 'docker' && { env: { ...seen, DOCKER_CONFIG: globals.get('config') } }),
    },
  };
}

/** The builder that `docker buildx build` would use here, or the one that is named: an instance, an address of buildkitd. */
export function usualBuilder(kind: BuilderCommand['kind'], named: string, env: Environment): BuilderCommand {
  const isAddress = named.includes('://');
  return {
    program: kind === 'buildah' ? 'buildah' : isAddress ? 'buildctl' : 'docker',
    kind: kind ?? kindFromEnv(env),
    env,
    instance: named === '' ? (env['BUILDX_BUILDER'] ?? '') : named,
    usesCurrentInstance: kind !== 'classic',
    address: isAddress ? named : '',
    context: '',
    root: '',
  };
}

const kindFromEnv = (env: Environment): BuilderCommand['kind'] =>
  /^(?:0|f|false)$/i.test(env['DOCKER_BUILDKIT'] ?? '') ? 'classic' : undefined;

/** The program's own flags, before the verb and between its groups; the last of each. */
function programFlags(argv: readonly string[], program: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const table = PROGRAM_FLAGS[familyOf(program)];
  const at = argv.findIndex((word) => word.replace(/.*[/\\]/, '').replace(/\.exe$/i, '') === program);
  if (table === undefined || at === -1) return found;
  let left = wordsOf(argv.slice(at + 1));
  for (let depth = 0; depth < 3; depth++) {
    const read = readFlags(left, table, { stopAtOperand: true, oneDash: program === 'buildctl' });
    for (const { name, value } of read.flags) {
      const text = value && settle(value);
      if (text?.known === true) found.set(name, text.value);
    }
    const verb = read.operands[0];
    if (verb === undefined || !['buildx', 'builder', 'image'].includes(knownStart(verb.text))) break;
    left = [...read.rest];
  }
  return found;
}

function lastFlag(words: readonly CommandWord[], name: string): string | undefined {
  let found: string | undefined;
  for (const [i, word] of words.entries()) {
    const start = knownStart(word.text);
    if (start === '--') break;
    if (start.startsWith(`--${name}=`)) found = start.slice(name.length + 3);
    else if (start === `--${name}`) found = knownStart(words[i + 1]?.text ?? []);
  }
  return found;
}
