// Knows: commands that set the owner or the mode of a whole tree in a later layer than those that wrote its files, so that
// every file is stored again (measured: also when nothing changes; a directory alone costs nothing).
import type { TextEdit } from '../../base/textEdit';
import { measuredSize, type SizeEstimate } from '../../base/certainty';
import { sumOfSizes } from '../../layers/flowSize';
import type { ShellCommand } from '../../shell/model';
import type { RuleContext } from '../context';
import { commandOf, withFlag, withoutCommand } from '../edits/layerEdits';
import { bytesNote, everyAct, layerBytes, linesOf, shown, type PathAct, type StepFlow, type Touch } from './pathFlows';
import type { Finding, Fix, Severity } from '../rule';

export interface Restoring {
  readonly kind: 'own' | 'mode';
  /** `sets the owner of` */
  readonly words: string;
  readonly flag: 'chown' | 'chmod';
  /** What the COPYs' flag must say; undefined: no flag says that. */
  readonly value: (command: ShellCommand, copies: readonly StepFlow[]) => string | undefined;
  /** How the outcome of the fix differs. */
  readonly effect: string;
}

/** More flags than these nobody wants to have added at once. */
const MOST_COPIES = 20;

/** Trees that every base image fills. */
const BASE_TREES = /^\/(?:|usr|usr\/local|usr\/lib|usr\/share|usr\/local\/lib|opt|lib)$/;

export function* restoredTrees(context: RuleContext, restoring: Restoring): Iterable<Finding> {
  const steps = new Map<StepFlow, Map<number | undefined, PathAct[]>>();
  for (const { step, act } of everyAct(context, restoring.kind)) {
    if (!act.recursive || !act.sure || !act.inLayer || act.volume !== undefined) continue;
    const commands = steps.get(step) ?? new Map<number | undefined, PathAct[]>();
    steps.set(step, commands);
    commands.set(act.command, [...(commands.get(act.command) ?? []), act]);
  }
  for (const [step, commands] of steps) {
    // Two commands over one tree store it once: the first is told.
    const seen = new Set<PathAct>();
    for (const acts of commands.values()) {
      const met = acts.flatMap((act) => touched(step, act));
      if (met.length === 0 && !acts.some((act) => isOfBase(context, step, act))) continue;
      const isNew = met.every((touch) => !seen.has(touch.act));
      for (const touch of met) seen.add(touch.act);
      if (isNew) yield finding(context, step, acts, restoring);
    }
  }
}

/** Earlier writes with bytes. Part of a folder whose files nobody knows counts: the command would fail if nothing was there. */
const touched = (step: StepFlow, { touches, path }: PathAct): readonly Touch[] =>
  touches.filter(
    (touch) =>
      touch.step !== step &&
      touch.act.kind === 'write' &&
      touch.act.sure &&
      touch.size.likely !== 0 &&
      !(touch.how === 'above' && !touch.act.content && isMadeBy(step, path)),
  );

const isMadeBy = ({ acts }: StepFlow, path: string): boolean =>
  acts.some((act) => act.kind === 'directory' && (act.path === path || act.path.startsWith(`${path}/`)));

const isOfBase = (context: RuleContext, step: StepFlow, { path, certainty, where }: PathAct): boolean =>
  certainty === 'literal' &&
  BASE_TREES.test(path) &&
  context.chainOf(step.stage)[0]?.base.kind === 'image' &&
  // Where `.` is, the base image may say.
  (/^["']?[/$]/.test(context.model.text.slice(where.start, where.end)) ||
    context.scopeBefore(step.stage, step.index).workdirSure);

function finding(context: RuleContext, step: StepFlow, acts: readonly PathAct[], restoring: Restoring): Finding {
  const touches = acts.flatMap((act) => touched(step, act));
  const writers = [...new Set(touches.map((touch) => touch.step))];
  const at = acts[0] && commandOf(context, step, acts[0]);
  const paths = acts.map((act) => `\`${shown(act)}\``).join(', ');
  const program = acts[0]?.program === 'find' ? 'find' : `${acts[0]?.program ?? ''} -R`;
  const size = sizeOf(context, step, touches);
  const shipped: Severity | undefined = !context.isShipped(step.stage)
    ? 'hint'
    : writers.length === 0
      ? 'info'
      : undefined;
  return {
    span: at ? at.run.docSpan(at.command.span) : step.instruction.keywordSpan,
    message:
      writers.length === 0
        ? `\`${program}\` ${restoring.words} what the base image has in ${paths}: every file there is stored again in this layer${bytesNote(size)}.`
        : `\`${program}\` ${restoring.words} ${paths}: what ${linesOf(writers)} wrote there is stored a second time in this layer${bytesNote(size)}.`,
    bytes: size,
    ...(shipped && { severity: shipped }),
    related: writers.slice(0, 5).map((writer) => ({
      span: touches.find((touch) => touch.step === writer)?.act.where ?? writer.instruction.keywordSpan,
      message: 'Written here',
    })),
    fixes: fixesFor(context, step, acts, touches, restoring),
  };
}

function sizeOf(context: RuleContext, step: StepFlow, touches: readonly Touch[]): SizeEstimate {
  const known = sumOfSizes(
    touches.map(({ size }) => size),
    'The bytes of the files that are stored again.',
  );
  const layer = layerBytes(context, step);
  const isAlone = new Set(step.acts.map(({ command }) => command)).size === 1;
  return known.certainty === 'known' && touches.length > 0
    ? known
    : layer !== undefined && isAlone
      ? measuredSize(layer, 'The bytes of this layer in the built image.')
      : known;
}

/** Only when COPYs of this stage alone wrote the tree: they can do it themselves. */
function fixesFor(
  context: RuleContext,
  step: StepFlow,
  acts: readonly PathAct[],
  touches: readonly Touch[],
  { flag, value, effect }: Restoring,
): Fix[] {
  const [act] = acts;
  const at = act && acts.length === 1 ? commandOf(context, step, act) : undefined;
  const copies = [...new Set(touches.map((touch) => touch.step))];
  if (!at || copies.length === 0 || copies.length > MOST_COPIES || act?.program === 'find') return [];
  if (touches.some(({ how, act: write }) => how === 'above' || write.moves === true)) return [];
  const wanted = value(at.command, copies);
  const removed = withoutCommand(context, at.run, at.command);
  if (wanted === undefined || !removed) return [];
  const edits: TextEdit[] = [...removed];
  for (const { instruction, stage } of copies) {
    if ((instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') || stage !== step.stage) return [];
    const edit = withFlag(instruction, flag, wanted);
    if (!edit) return [];
    edits.push(edit);
  }
  // Commands that nobody can look into may have written below it too.
  const mayMiss = step.opaque || copies.some(({ opaqueBefore }) => opaqueBefore < step.opaqueBefore);
  const outcome = mayMiss ? `${effect}; what RUNs wrote there stays as it is` : effect;
  const where = `the ${copies.length === 1 ? 'COPY' : 'COPYs'} in ${linesOf(copies)}`;
  return [{ class: 'confirm', title: `Give ${where} \`--${flag}=${wanted}\` instead (${outcome})`, edits }];
}
