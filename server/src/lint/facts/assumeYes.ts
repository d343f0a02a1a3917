// Knows: calls of package managers that may stop and ask, where nobody is there to answer.
import type { ManagerCall, ManagerName, PackageFlag } from '../../shell/tools/packages';
import { baseOf } from './baseImage';
import { managerCallsOf } from './commandIndex';
import type { RuleContext, StageRun } from '../context';
import type { Finding } from '../rule';
import { insertAfter } from '../edits';

export interface Asking {
  readonly managers: readonly ManagerName[];
  /** Verbs, as written, that may ask. */
  readonly verbs: ReadonlySet<string>;
  /** True when the call answers itself. */
  answers(flags: readonly PackageFlag[]): boolean;
  /** What is put in, and whether it stands before the verb. */
  readonly switch: string;
  readonly isGlobal?: boolean;
}

const YUM_VERBS = new Set([
  'install',
  'in',
  'groupinstall',
  'localinstall',
  'reinstall',
  'remove',
  'erase',
  'update',
  'upgrade',
  'autoremove',
  'group install',
  'module install',
  'distro-sync',
]);

/** yum, and those that took over its words. */
export const asksLikeYum = (...managers: readonly ManagerName[]): Asking => ({
  managers,
  verbs: YUM_VERBS,
  switch: '-y',
  answers: (flags) => flags.some(({ name }) => /^(?:-y|--assumeyes|--assumeno|--downloadonly)$/.test(name)),
});

/** `words`: what is told of a call that asks only sometimes. */
export function* askingCalls(
  context: RuleContext,
  asking: Asking,
  words: (call: ManagerCall) => string | undefined = () => undefined,
): Iterable<Finding> {
  const settled = settledRuns(context);
  for (const { run, call } of managerCallsOf(context, ...asking.managers)) {
    if (!asking.verbs.has(call.phrase) || asking.answers(call.flags) || isFed(call)) continue;
    if (call.command.args.some(({ text }) => text === undefined) && mayHoldOptions(call)) continue;
    if (settled(run) || (call.manager === 'apt' && baseOf(context, run.stage).asksNothing)) continue;
    if (call.verb === 'remove' && !/auto/.test(call.phrase) && call.operands.length === 0 && !call.isOpen) continue;
    const after = asking.isGlobal === true ? (call.command.name ?? call.verbWord) : call.verbWord;
    const edits = insertAfter(run, call.command, after, asking.switch);
    yield {
      span: run.docSpan({
        start: call.command.name?.span.start ?? call.verbWord.span.start,
        end: call.verbWord.span.end,
      }),
      message:
        words(call) ??
        `This asks before it goes on, and nobody is there to answer: the build stops. Add ${asking.switch}.`,
      // It has the option and always goes on (rpm-software-management/microdnf: dnf/dnf-main.c).
      ...(call.program === 'microdnf' && { severity: 'off' as const }),
      ...(edits ? { fixes: [{ class: 'safe', title: `Insert ${asking.switch}`, edits }] } : {}),
    };
  }
}

/** `yes | apt-get install …`. */
const isFed = ({ command }: ManagerCall): boolean => command.pipe.at > 0;

/** `apt-get $OPTS install`: the options may be in there. */
const mayHoldOptions = ({ command, operands }: ManagerCall): boolean =>
  command.args.some((word) => word.text === undefined && !operands.includes(word));

/** apt reads the answer from its configuration where an earlier command wrote it. */
function settledRuns(context: RuleContext): (run: StageRun) => boolean {
  const from = new Map<number, number>();
  for (const run of context.everyRun()) {
    if (!/Assume-Yes|assumeyes\s*=\s*(?:1|[Tt]rue|yes)/.test(run.script.text)) continue;
    const first = from.get(run.stage.index);
    from.set(run.stage.index, Math.min(first ?? run.index, run.index));
  }
  return from.size === 0
    ? () => false
    : (run) =>
        context
          .chainOf(run.stage)
          .some(({ index }) => (from.get(index) ?? Infinity) <= (index === run.stage.index ? run.index : Infinity - 1));
}
