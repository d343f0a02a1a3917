// Knows: COPYs whose files a later RUN stores again: which COPY brought a path, what it brought, and whether something
// between the two may want to see the files as they were.
import type { TextEdit } from '../../base/textEdit';
import type { ShellCommand } from '../../shell/model';
import type { AddInstruction, CopyInstruction } from '../../syntax/model';
import { looksLikeFile } from '../../layers/pathFlowCopy';
import type { RuleContext, StageRun } from '../context';
import { commandOf, isQuietBetween, withoutCommand } from '../edits/layerEdits';
import { flowOf, type PathAct, type StepFlow, type Touch } from './pathFlows';

export type Copy = CopyInstruction | AddInstruction;

export interface CopyOf {
  readonly touch: Touch;
  readonly instruction: Copy;
  /** It brought one file, as far as its name or the context tells. */
  readonly isFile: boolean;
}

/** The COPY or ADD of an earlier step that brought exactly this path; undefined when others wrote there too. */
export function copyOf(step: StepFlow, { touches }: Pick<PathAct, 'touches'>): CopyOf | undefined {
  // What lies somewhere above is another file, or replaced by the COPY.
  const met = touches.filter(({ how, act }) => how !== 'above' && act.kind === 'write');
  const [touch] = met;
  if (!touch || met.length > 1 || touch.how !== 'same' || touch.step === step || touch.step.stage !== step.stage)
    return undefined;
  const { instruction } = touch.step;
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return undefined;
  const { content, path, recursive, fileName, size } = touch.act;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isFile = content
    ? content.kind === 'file'
    : size.likely !== null ||
      (fileName !== undefined && !/^\.|\.d$/.test(fileName)) ||
      (!recursive && looksLikeFile(name));
  return { touch, instruction, isFile };
}

/** True when it is known, not only likely, that a single file came. */
export const isSurelyFile = ({ touch: { act } }: CopyOf): boolean =>
  act.content ? act.content.kind === 'file' : !act.recursive && act.certainty === 'literal';

/** Between the two nothing reads the path, and nothing runs that might. */
export function isUntouchedBetween(context: RuleContext, { touch }: CopyOf, step: StepFlow, command: number): boolean {
  const { step: copy, act } = touch;
  const name = act.path.slice(act.path.lastIndexOf('/') + 1);
  const isRead = act.readBy.some(({ order }) => order > copy.order && order < step.order);
  const readBefore = step.acts.some(
    (other) => (other.command ?? 0) < command && other.touches.some((met) => met.act === act),
  );
  const isNamed = flowOf(context, step.stage).some(
    ({ order, instruction }) =>
      order > copy.order &&
      order < step.order &&
      instruction.keyword === 'RUN' &&
      instruction.original.value.includes(name),
  );
  return !isRead && !readBefore && !isNamed && isQuietBetween(copy, step);
}

/** The command alone, when nothing but its paths is asked of it, and the edit that takes it away. */
export function removable(
  context: RuleContext,
  step: StepFlow,
  act: PathAct,
): { readonly run: StageRun; readonly command: ShellCommand; readonly edits: readonly TextEdit[] } | undefined {
  const at = commandOf(context, step, act);
  const edits = at && withoutCommand(context, at.run, at.command);
  return at && edits && { ...at, edits };
}

/** Acts of one command, those of one kind. */
export const actsOf = ({ acts }: StepFlow, { command, kind }: PathAct): readonly PathAct[] =>
  acts.filter((act) => act.command === command && act.kind === kind);

/** Directories that are there before any step (Filesystem Hierarchy Standard 3.0), and those that a step made before. */
export function isThereBefore(context: RuleContext, step: StepFlow, folder: string): boolean {
  if (isStandardFolder(folder)) return true;
  const made = foldersOf(context);
  return context.chainOf(step.stage).some((stage) => (made.get(stage.index)?.get(folder) ?? Infinity) < step.order);
}

const madeFolders = new WeakMap<RuleContext, ReadonlyMap<number, ReadonlyMap<string, number>>>();

/** By stage: directories that its steps make for sure, and the order of the first step that does. */
function foldersOf(context: RuleContext): ReadonlyMap<number, ReadonlyMap<string, number>> {
  let folders = madeFolders.get(context);
  if (!folders) {
    folders = new Map(
      context.graph.stages.map((stage) => {
        const made = new Map<string, number>();
        for (const { order, acts, isTrigger } of flowOf(context, stage))
          for (const { kind, path, sure, inLayer } of acts)
            if (kind === 'directory' && sure && inLayer && !isTrigger && !made.has(path)) made.set(path, order);
        return [stage.index, made];
      }),
    );
    madeFolders.set(context, folders);
  }
  return folders;
}

const STANDARD =
  /^\/(?:|bin|sbin|lib|etc|home|media|mnt|opt|root|run|srv|tmp|usr(?:\/(?:bin|sbin|lib|local|local\/bin|local\/sbin|local\/lib|local\/share|share|src|include))?|var(?:\/(?:cache|lib|log|tmp))?)$/;

/** One of those that a system has, whatever is in it. */
export const isStandardFolder = (folder: string): boolean => STANDARD.test(folder);

export const parentOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));

/** True for root, as far as the text tells: who is not cannot change what COPY brought. */
export function isRoot(context: RuleContext, { stage, index }: StepFlow): boolean {
  const user = context.scopeBefore(stage, index).user.split(':')[0] ?? '';
  return user === '' || user === 'root' || user === '0';
}
