// Knows: the flags of `layerlens lint` and what they may be. Throws Misuse for what nobody can mean.
import { parseArgs } from 'node:util';
import { isPreset, PRESETS, type Preset } from '../lint/presets';
import { RULES } from '../lint/registry.generated';
import type { FixClass, Severity } from '../lint/rule';
import { isMeant } from '../lint/run';
import { isSeverity } from '../lint/severity';
import { shellCheckCode } from '../lint/twinNames';
import { Misuse } from './failure';

const FLAGS = {
  format: { type: 'string' },
  json: { type: 'boolean' },
  output: { type: 'string' },
  'fail-on': { type: 'string' },
  rules: { type: 'string' },
  preset: { type: 'string' },
  only: { type: 'string', multiple: true },
  config: { type: 'string' },
  'no-config': { type: 'boolean' },
  context: { type: 'string' },
  'no-project': { type: 'boolean' },
  shellcheck: { type: 'string' },
  'no-shellcheck': { type: 'boolean' },
  baseline: { type: 'string' },
  'no-baseline': { type: 'boolean' },
  'write-baseline': { type: 'boolean' },
  image: { type: 'string' },
  target: { type: 'string' },
  'stdin-name': { type: 'string' },
  'show-silenced': { type: 'boolean' },
  'fix-dry-run': { type: 'boolean' },
  fixes: { type: 'string' },
} as const;

const FORMATS = ['text', 'json', 'sarif', 'github', 'checkstyle', 'gitlab'] as const;
export type Format = (typeof FORMATS)[number];

export interface LintRequest {
  readonly paths: readonly string[];
  readonly format: Format;
  /** A file instead of standard output. */
  readonly output: string | undefined;
  /** Undefined: what the configuration says, else warning. */
  readonly failOn: Severity | undefined;
  readonly rules: 'default' | 'all';
  readonly preset: Preset | undefined;
  readonly only: readonly string[];
  /** False: none. */
  readonly config: string | false | undefined;
  /** Undefined: as the project's files say. */
  readonly context: string | undefined;
  /** The project's own files tell how a Dockerfile is built. */
  readonly readsProject: boolean;
  /** Program of ShellCheck; false: it is not asked; undefined: as the configuration says. */
  readonly shellCheck: string | false | undefined;
  /** A file of known findings; false: none counts; undefined: as the configuration says. */
  readonly baseline: string | false | undefined;
  /** The findings become the known ones. */
  readonly writesBaseline: boolean;
  /** A saved image that the one Dockerfile made: an archive, or a layout folder. */
  readonly image: string | undefined;
  /** Undefined: as the project's files say. */
  readonly target: string | undefined;
  /** What standard input is called. */
  readonly stdinName: string | undefined;
  readonly showsSilenced: boolean;
  /** Classes of fixes to show as a diff; empty: findings are shown. */
  readonly fixes: readonly FixClass[];
}

export function lintRequest(argv: readonly string[]): LintRequest {
  const { values, positionals } = parseArgs({ args: [...argv], options: FLAGS, allowPositionals: true });
  if (positionals.length === 0)
    throw new Misuse('layerlens lint needs a Dockerfile or a folder. Give at least one path.');
  const { preset, rules = 'default', fixes = 'safe' } = values;
  const format = values.json === true ? 'json' : (values.format ?? 'text');
  if (!isFormat(format)) throw new Misuse(`--format ${format} is not known. Use ${listed(FORMATS)}.`);
  const failOn = values['fail-on'];
  if (failOn !== undefined && !isSeverity(failOn))
    throw new Misuse(`--fail-on ${failOn} is not a severity. Use hint, info, warning, error or off.`);
  if (rules !== 'default' && rules !== 'all') throw new Misuse(`--rules ${rules} is not known. Use all or default.`);
  if (preset !== undefined && !isPreset(preset))
    throw new Misuse(`--preset ${preset} is not known. Use ${listed(Object.keys(PRESETS))}.`);
  if (fixes !== 'safe' && fixes !== 'confirm') throw new Misuse(`--fixes ${fixes} is not known. Use safe or confirm.`);
  for (const flag of ['config', 'shellcheck', 'baseline'] as const)
    if (values[flag] !== undefined && values[`no-${flag}`] === true)
      throw new Misuse(`--${flag} and --no-${flag} exclude each other.`);
  if (values['write-baseline'] === true && values['fix-dry-run'] === true)
    throw new Misuse('--write-baseline and --fix-dry-run exclude each other.');
  if (values['write-baseline'] === true && values['no-baseline'] === true)
    throw new Misuse('--write-baseline and --no-baseline exclude each other.');
  if (values.image !== undefined && positionals.length > 1)
    throw new Misuse('--image belongs to one Dockerfile. Give one path.');
  return {
    paths: positionals,
    format,
    output: values.output,
    failOn,
    rules,
    preset,
    only: onlyOf(values.only ?? []),
    config: values['no-config'] === true ? false : values.config,
    context: values.context,
    image: values.image,
    target: values.target,
    readsProject: values['no-project'] !== true,
    shellCheck: values['no-shellcheck'] === true ? false : values.shellcheck,
    baseline: values['no-baseline'] === true ? false : values.baseline,
    writesBaseline: values['write-baseline'] === true,
    stdinName: values['stdin-name'],
    showsSilenced: values['show-silenced'] === true,
    fixes: values['fix-dry-run'] !== true ? [] : fixes === 'safe' ? ['safe'] : ['safe', 'confirm'],
  };
}

const isFormat = (word: string): word is Format => (FORMATS as readonly string[]).includes(word);

const listed = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

function onlyOf(only: readonly string[]): readonly string[] {
  const wanted = only.flatMap((entry) => entry.split(',')).filter((entry) => entry !== '');
  // The beginning of a tool's twins is no mistake, even while no rule of ours has one.
  const isKnown = (entry: string): boolean =>
    entry.includes('/') || shellCheckCode(entry) !== undefined || RULES.some((rule) => isMeant(rule, entry));
  const unknown = wanted.find((entry) => !isKnown(entry));
  if (unknown !== undefined)
    throw new Misuse(
      `--only ${unknown}: there is no rule of that name. Use a rule’s id, a twin such as DL3008, or a tool with a slash, hadolint/.`,
    );
  return wanted;
}
