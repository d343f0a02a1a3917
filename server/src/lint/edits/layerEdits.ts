// Knows: the edits that layer rules share: taking a command out of a RUN, moving a delete to the RUN that wrote the file,
// giving a COPY another destination or a flag.
import type { TextEdit } from '../../base/textEdit';
import type { ShellCommand } from '../../shell/model';
import { flagOf, type AddInstruction, type CopyInstruction } from '../../syntax/model';
import { appendFix } from './appendGuard';
import type { RuleContext, StageRun } from '../context';
import { insertFlag, removeElement, removeInstruction } from '../edits';
import { runOf, type PathAct, type StepFlow } from '../facts/pathFlows';

/** Takes a command out of the RUN's list, or the whole RUN with it. Undefined where the form does not allow it. */
export function withoutCommand(context: RuleContext, run: StageRun, command: ShellCommand): TextEdit[] | undefined {
  const { script } = run;
  const isOwn = command.depth === 0 && command.isPlaced && command.pipe.of === 1;
  if (!isOwn || !script.isAndList) return undefined;
  if (script.elements.length > 1) return removeElement(context.model, run, command.element);
  return run.run.heredocs.length > 0 || run.onbuild ? undefined : [removeInstruction(context.model, run.run)];
}

/** The command that does an act, and its RUN. */
export function commandOf(
  context: RuleContext,
  step: StepFlow,
  { command }: PathAct,
): { readonly run: StageRun; readonly command: ShellCommand } | undefined {
  const run = runOf(context, step);
  const found = command === undefined ? undefined : run?.script.commands[command];
  return run && found ? { run, command: found } : undefined;
}

/** Moves the command that deletes to the end of the RUN that writes, when nothing between may want the files. */
export function moveDelete(
  context: RuleContext,
  writer: StepFlow,
  deleter: StepFlow,
  acts: readonly PathAct[],
): TextEdit[] | undefined {
  const [first] = acts;
  const at = first && commandOf(context, deleter, first);
  const target = runOf(context, writer);
  if (!at || !target || !isQuietBetween(writer, deleter)) return undefined;
  const { run, command } = at;
  const deletes = deleter.acts.filter((act) => act.command === first.command && act.kind === 'delete');
  // What else the command deletes would be deleted too early.
  if (deletes.length !== acts.length || command.args.some(({ raw, text }) => text === undefined || !/^[-/]/.test(raw)))
    return undefined;
  const readBetween = acts.some(({ touches }) =>
    touches.some(({ act }) => act.readBy.some(({ order }) => order > writer.order && order < deleter.order)),
  );
  const usedBefore = deleter.acts.some(
    (act) =>
      act.kind === 'read' &&
      acts.some(({ touches }) => touches.some((touch) => act.touches.some((other) => other.act === touch.act))),
  );
  if (readBetween || usedBefore) return undefined;
  const clean = run.script.text.slice(command.span.start, command.span.end);
  const appended = clean.includes('\n') ? undefined : appendFix(context, target, { clean, most: 'confirm' })?.edits;
  const removed = withoutCommand(context, run, command);
  return appended && removed && [...appended, ...removed];
}

/** No step between the two does what its text does not say. */
export const isQuietBetween = (from: StepFlow, to: StepFlow): boolean =>
  to.opaqueBefore - from.opaqueBefore - (from.opaque ? 1 : 0) === 0;

/** `--name=value`; undefined when the flag is there already. */
export const withFlag = (
  instruction: CopyInstruction | AddInstruction,
  name: string,
  value: string,
): TextEdit | undefined => (flagOf(instruction, name) ? undefined : insertFlag(instruction, `--${name}=${value}`));
