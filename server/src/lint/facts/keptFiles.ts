// Knows: files that a RUN writes, uses and leaves, though nothing later wants them; and the fix that deletes them there.
import { appendFix } from '../edits/appendGuard';
import type { RuleContext, StageRun } from '../context';
import { runOf, shown, type PathAct, type StepFlow } from './pathFlows';
import type { Fix } from '../rule';

export interface KeptFile {
  readonly fixes: readonly Fix[];
}

/** Undefined when it does not stay, or when something later may want it. */
export function keptFiles(context: RuleContext, step: StepFlow, act: PathAct): KeptFile | undefined {
  if (act.certainty !== 'literal' || !act.inLayer || !act.sure || act.deletedBy.length > 0) return undefined;
  if (act.readBy.some((reader) => reader !== step) || mayBeDeleted(step, act)) return undefined;
  const run = runOf(context, step);
  const path = run && quotedPath(run, act);
  if (!run || path === undefined) return { fixes: [] };
  const isTemporary = /^\/(?:var\/)?tmp\//.test(act.path) && !isMentionedLater(context, step, act.path);
  const fix = appendFix(context, run, { clean: `rm ${path}`, ...(!isTemporary && { most: 'confirm' as const }) });
  return { fixes: fix ? [fix] : [] };
}

/** A delete in a condition, or of a path that nobody knows. */
export const mayBeDeleted = ({ acts }: StepFlow, write: PathAct): boolean =>
  acts.some(
    ({ kind, certainty, touches, where }) =>
      kind === 'delete' &&
      (certainty === 'anywhere' || (where.start > write.where.start && touches.some(({ act }) => act === write))),
  );

/** Some later instruction has the file's name in its text. */
function isMentionedLater(context: RuleContext, step: StepFlow, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return context.model.instructions.some(
    ({ line, original }) => line > step.instruction.line && original.value.includes(name),
  );
}

/** The path of an act at the end of its RUN; undefined when it would need quotes, or when nobody knows where it is. */
export function quotedPath({ script }: StageRun, act: PathAct): string | undefined {
  const moves = script.commands.some(({ name }) => /^(?:cd|pushd|popd)$/.test(name?.text ?? ''));
  return act.isGuess === true && moves ? undefined : quoted(shown(act));
}

/** For a shell; undefined when it would need quotes. */
export const quoted = (path: string): string | undefined => (/^[\w./+@:,%=-]+$/.test(path) ? path : undefined);
