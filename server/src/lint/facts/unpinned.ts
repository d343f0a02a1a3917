// Knows: which package words name no version, manager by manager. Dynamic words and local files are left alone.
// Sources: lint-rules.md §2 (pin form, flags that take a value), the managers' own documentation.
import type { ShellWord } from '../../shell/model';
import type { ManagerCall, ManagerName } from '../../shell/tools/packages';
import { managerCallsOf } from './commandIndex';
import type { RuleContext, StageRun } from '../context';
import type { Finding } from '../rule';

/** True when a literal word names a package and no version of it. */
export type IsUnpinned = (word: string, call: ManagerCall) => boolean;

/** A file of this machine, an address, an archive. */
export const isLocalOrAddress = (word: string): boolean =>
  /^(?:\.{0,2}\/|~\/|\.$|[a-z][a-z0-9+.-]*:)/i.test(word) ||
  /\.(?:deb|rpm|apk|whl|zip|gem|tgz|tar(?:\.\w+)?)$/.test(word);

const PINS: Readonly<Partial<Record<ManagerName, IsUnpinned>>> = {
  // `name-` is removed; `g++` is a name, and `name+` is installed.
  apt: (word) => !/[=/]/.test(word) && !word.endsWith('-') && !isLocalOrAddress(word) && !/[*^]/.test(word),
  apk: (word) => !/[=~<>]/.test(word) && !/^[.!]/.test(word) && !isLocalOrAddress(word),
  yum: unpinnedRpm,
  dnf: unpinnedRpm,
  microdnf: unpinnedRpm,
  zypper: (word) => !/[=<>]/.test(word) && !isLocalOrAddress(word) && !/^[-+!~]/.test(word),
  pip: unpinnedPython,
  uv: unpinnedPython,
  npm: unpinnedNode,
  yarn: unpinnedNode,
  pnpm: unpinnedNode,
  bun: unpinnedNode,
  gem: (word) => !/:\s*[\d~<>=]/.test(word) && !isLocalOrAddress(word),
  go: unpinnedGo,
  cargo: (word) => !word.includes('@'),
  composer: unpinnedComposer,
  pecl: (word) => !/-\d/.test(word) && !/-(?:stable|beta|alpha|devel)$/.test(word) && !isLocalOrAddress(word),
  conda: (word) => !/[=<>]/.test(word) && !isLocalOrAddress(word),
};

/** `name-1.2-3.el9`: some part between dashes begins with a digit. */
function unpinnedRpm(word: string): boolean {
  if (isLocalOrAddress(word) || /^[@*]/.test(word) || /[<>=]/.test(word)) return false;
  return !word
    .split('-')
    .slice(1)
    .some((part) => /^\d/.test(part));
}

function unpinnedPython(word: string): boolean {
  // PEP 508: `name[extra]==1 ; marker`, `name @ address`.
  const requirement = word.split(';')[0] ?? '';
  if (/^git\+/.test(requirement)) return !/@[\w.-]+(?:#.*)?$/.test(requirement.replace(/^git\+\w+:\/\/[^/@]*@?/, ''));
  if (isLocalOrAddress(requirement) || requirement.includes('/')) return false;
  return !/[=<>~!@]/.test(requirement);
}

/** `@scope/name@1.2`; tags such as `latest` are no version. */
function unpinnedNode(word: string): boolean {
  if (/^\.{0,2}\//.test(word)) return false;
  if (/^git(?:\+|:)|^github:|^[\w.-]+\/[\w.-]+$/.test(word)) return !word.includes('#');
  if (isLocalOrAddress(word)) return false;
  const at = word.indexOf('@', 1);
  return at === -1 || /^(?:latest|next|canary|beta|)$/.test(word.slice(at + 1));
}

/** `create-project name folder version`. */
function unpinnedComposer(word: string, { phrase, operands }: ManagerCall): boolean {
  if (/create-project$/.test(phrase) && (operands[0]?.text !== word || operands.length > 2)) return false;
  return !/[:=@ ]/.test(word) && word.includes('/');
}

function unpinnedGo(word: string): boolean {
  if (/^\.{0,2}\//.test(word) || word.endsWith('.go')) return false;
  const at = word.indexOf('@');
  if (at !== -1) return /^(?:latest|none|master|main|HEAD)$/.test(word.slice(at + 1));
  // The first part of a module path from elsewhere is a host name.
  return /^[^/]+\.[^/]+\//.test(word);
}

/** `postgresql-$MAJOR`, `php${VERSION}-redis`: where the variable stands only a part of the name can be, no `=version`. */
const VARIABLE_IN_NAME = /^[\w.+-]*(?:-\$(?:\w+|\{\w+\})(?:-[\w.+-]+)?|[\w.+]\$\{\w+\}-[\w.+-]+)$/;

export interface UnpinnedCall {
  readonly run: StageRun;
  readonly call: ManagerCall;
  readonly words: readonly [ShellWord, ...ShellWord[]];
}

/** Calls that install something without a version. `ask` narrows the calls. */
export function* unpinnedCalls(
  context: RuleContext,
  managers: readonly ManagerName[],
  ask: (call: ManagerCall) => boolean = () => true,
): Iterable<UnpinnedCall> {
  for (const { run, call } of managerCallsOf(context, ...managers)) {
    const test = PINS[call.manager];
    if (!test || call.isOpen || !ask(call)) continue;
    const [first, ...more] = call.operands.filter(({ text, raw }) =>
      text === undefined ? call.manager === 'apt' && VARIABLE_IN_NAME.test(raw) : text !== '' && test(text, call),
    );
    if (first) yield { run, call, words: [first, ...more] };
  }
}

/** One finding for a call: on its first word without a version. */
export function pinFinding({ run, words }: UnpinnedCall, how: string): Finding {
  const names = words.map(({ text, raw }) => text ?? raw);
  const shown = names.slice(0, 4).join(', ') + (names.length > 4 ? ` and ${String(names.length - 4)} more` : '');
  return {
    span: run.docSpan(words[0].span),
    message: `${shown} ${names.length === 1 ? 'has' : 'have'} no version: the next build may install another one. Write ${how}.`,
  };
}
