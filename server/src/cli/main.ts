// Knows: the commands of `layerlens` and their flags; each is loaded when it is asked for. Errors: one clear sentence on stderr, exit code 2 or 3, never a stack.
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { FindImage } from './align';
import { BUILD_FLAGS } from './buildFlags';
import { Misuse } from './failure';
import type { Output } from './io';
import { printableLines } from './table';

const USAGE = `layerlens: Docker image layers on the line of the Dockerfile that makes them

  layerlens layers <Dockerfile> [--target T] [--build-arg K=V]... [--platform P]
                   [--builder buildkit|classic|buildah] [--frontend 1.N] [--json]
      the history entries that a build will make, from the text alone
  layerlens align <Dockerfile> --image <name|archive|OCI folder> [same flags] [--json]
      the history of a built image, each entry on its line
  layerlens lint <file|folder|pattern|->... [--format text|json|sarif|github|checkstyle|gitlab] [--output FILE]
                 [--fail-on hint|info|warning|error|off] [--preset P] [--rules all] [--only <rule|twin|tool/>]
                 [--config FILE | --no-config] [--context D] [--target T] [--no-project] [--image FILE] [--stdin-name NAME]
                 [--shellcheck PROGRAM | --no-shellcheck] [--baseline FILE | --no-baseline] [--write-baseline]
                 [--show-silenced] [--fix-dry-run [--fixes safe|confirm]]
      findings; exit code 1 when one is at or above --fail-on (default: warning); context and target are as compose, bake
      and other files of the project say; --fix-dry-run prints a diff instead, --write-baseline makes the findings known
  layerlens cache <Dockerfile> [--context D] [--record R | --image REF] [--what-if PATH|LINE] [--churn N] [same flags]
                  [--builder KIND|NAME] [--network N] [--no-cache] [--no-cache-filter S]... [--build-context N=V]... [--json]
      which steps the next build takes from the cache, why not the others, and what they cost; flags that are not given
      are as in the recorded build
  layerlens context <Dockerfile> [--context D] [--builder buildkit|classic|buildah] [--json]
      what enters the build, biggest first, what stays out, and the pattern of the ignore file that decided
  layerlens record <Dockerfile> [same flags] -- docker buildx build ...
      runs the build, unchanged, and keeps what it knew for cache; below $XDG_STATE_HOME/layerlens, or LAYERLENS_STATE
  layerlens lsp --stdio
      the language server, for any editor
  layerlens --version | --help

Exit codes: 0 fine, 1 findings, 2 misuse or an input that cannot be read, 3 a fault of this program.
`;

export interface CommandLinePorts {
  readonly version: string;
  readonly findImage: FindImage;
  startLanguageServer(): Promise<void>;
  readonly output: Output;
}

/** @returns the exit code, or undefined when the process lives on (language server). */
export async function runCommand(argv: readonly string[], given: CommandLinePorts): Promise<number | undefined> {
  // Notes name files, words of the command line and of Dockerfiles.
  const output: Output = { ...given.output, note: (text) => given.output.note(printableLines(text)) };
  try {
    return await dispatch(argv, { ...given, output });
  } catch (error) {
    output.note(`layerlens: ${explain(error)}\n`);
    return isMisuse(error) ? 2 : 3;
  }
}

async function dispatch(argv: readonly string[], ports: CommandLinePorts): Promise<number | undefined> {
  const [command, ...rest] = argv;
  const { output } = ports;
  switch (command) {
    case 'layers': {
      const { path, values } = oneFile(command, rest, { ...BUILD_FLAGS, json: { type: 'boolean' } });
      return (await import('./layers')).layersCommand(path, values, output);
    }
    case 'align': {
      const { path, values } = oneFile(command, rest, {
        ...BUILD_FLAGS,
        image: { type: 'string' },
        json: { type: 'boolean' },
      });
      return (await import('./align')).alignCommand(path, values, output, ports.findImage);
    }
    case 'context': {
      const { path, values } = oneFile(command, rest, {
        context: { type: 'string' },
        builder: { type: 'string' },
        json: { type: 'boolean' },
      });
      return (await import('./context')).contextCommand(path, values, output);
    }
    case 'cache': {
      const { CACHE_FLAGS } = await import('./askedBuild');
      const { path, values } = oneFile(command, rest, {
        ...CACHE_FLAGS,
        record: { type: 'string' },
        image: { type: 'string' },
        'what-if': { type: 'string' },
        churn: { type: 'string' },
        json: { type: 'boolean' },
      });
      return (await import('./cache')).cacheCommand(path, values, output, ports.findImage);
    }
    case 'record': {
      const { CACHE_FLAGS } = await import('./askedBuild');
      const divider = rest.indexOf('--');
      const own = divider === -1 ? rest : rest.slice(0, divider);
      const { path, values } = oneFile(command, own, CACHE_FLAGS);
      return (await import('./record')).recordCommand(path, values, divider === -1 ? [] : rest.slice(divider + 1));
    }
    case 'lint':
      return (await import('./lint')).lintCommand(rest, output, ports.version);
    case 'lsp':
      if (
        !rest.some(
          (flag) =>
            flag === '--stdio' || flag === '--node-ipc' || flag.startsWith('--pipe') || flag.startsWith('--socket'),
        )
      ) {
        throw new Misuse('layerlens lsp needs --stdio.');
      }
      await ports.startLanguageServer();
      return undefined;
    case '--version':
    case '-v':
      output.data(`${ports.version}\n`);
      return 0;
    case '--help':
    case '-h':
    case 'help':
      output.data(USAGE);
      return 0;
    case undefined:
      throw new Misuse('no command given. `layerlens --help` lists them.');
    default:
      throw new Misuse(`there is no command ${command}. \`layerlens --help\` lists them.`);
  }
}

function oneFile<T extends NonNullable<ParseArgsConfig['options']>>(
  command: string,
  args: readonly string[],
  options: T,
) {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [path, ...more] = positionals;
  if (path === undefined) throw new Misuse(`layerlens ${command} needs a Dockerfile. Give its path.`);
  if (more.length > 0)
    throw new Misuse(`layerlens ${command} takes one Dockerfile, but ${String(positionals.length)} were given.`);
  return { path, values };
}

const isMisuse = (error: unknown): boolean =>
  error instanceof Misuse || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') === true;

/** One sentence. Errors that are no misuse are ours: they say so, and the stack goes nowhere. */
function explain(error: unknown): string {
  if (error instanceof Misuse) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code?.startsWith('ERR_PARSE_ARGS') === true)
    return `${firstSentence(message)} \`layerlens --help\` lists the flags.`;
  return `this should not happen: ${firstSentence(message)} Please report it.`;
}

const firstSentence = (text: string): string => {
  const [line = ''] = text.split('\n');
  const end = line.indexOf('. ');
  const sentence = end === -1 ? line : line.slice(0, end);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
};
