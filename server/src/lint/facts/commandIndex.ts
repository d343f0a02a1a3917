// Knows: the commands of all RUNs by program and by package manager, so that a rule looks at the few that concern it.
import { baseName } from '../../shell/model';
import { managerCall, type ManagerCall, type ManagerName } from '../../shell/tools/packages';
import type { RuleContext, StageCommand, StageRun } from '../context';

export interface StageManagerCall {
  readonly run: StageRun;
  readonly call: ManagerCall;
}

/** A command, and where it stands among those of its script. */
export interface IndexedCommand extends StageCommand {
  readonly at: number;
}

interface CommandIndex {
  readonly byProgram: ReadonlyMap<string, readonly IndexedCommand[]>;
  readonly byManager: ReadonlyMap<ManagerName, readonly StageManagerCall[]>;
}

const known = new WeakMap<RuleContext, CommandIndex>();

/** Commands that run one of these programs, program by program, in order of text each; ONBUILD's too. */
export function commandsOf(context: RuleContext, ...programs: readonly string[]): readonly IndexedCommand[] {
  return together(indexOf(context).byProgram, programs);
}

/** Calls of these package managers. */
export function managerCallsOf(context: RuleContext, ...managers: readonly ManagerName[]): readonly StageManagerCall[] {
  return together(indexOf(context).byManager, managers);
}

function indexOf(context: RuleContext): CommandIndex {
  const seen = known.get(context);
  if (seen) return seen;
  const byProgram = new Map<string, IndexedCommand[]>();
  const byManager = new Map<ManagerName, StageManagerCall[]>();
  for (const run of context.everyRun()) {
    for (const [at, command] of run.script.commands.entries()) {
      const program = baseName(command);
      if (program !== undefined) push(byProgram, program, { run, command, at });
      const call = managerCall(command);
      if (call) push(byManager, call.manager, { run, call });
    }
  }
  const index = { byProgram, byManager };
  known.set(context, index);
  return index;
}

/** Most rules find nothing, or one list: no new one is made then. */
function together<K, V>(lists: ReadonlyMap<K, readonly V[]>, keys: readonly K[]): readonly V[] {
  let found: readonly V[] = [];
  for (const key of keys) {
    const list = lists.get(key);
    if (list) found = found.length === 0 ? list : [...found, ...list];
  }
  return found;
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
