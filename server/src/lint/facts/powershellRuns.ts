// Knows: RUNs whose script PowerShell reads: by SHELL, or because the command calls it. Their text is not parsed.
import { kindOfShell } from '../../shell/query';
import type { RunInstruction } from '../../syntax/model';
import type { RuleContext } from '../context';
import { stepsWith, type StageStep } from './stepIndex';

export interface PowershellRun extends StageStep<RunInstruction> {
  /** The words of SHELL that come before the script; empty when the RUN itself calls PowerShell. */
  readonly shell: readonly string[];
  /** The script, with what the RUN calls PowerShell by. */
  readonly text: string;
}

const CALLS = /^\s*@?(?:cmd\s+\/[Cc]\s+)?(?:[A-Za-z]:[\w\\/]*[\\/])?(?:powershell|pwsh)(?:\.exe)?\s/i;

const known = new WeakMap<RuleContext, readonly PowershellRun[]>();

export function powershellRuns(context: RuleContext): readonly PowershellRun[] {
  const runs = known.get(context) ?? findRuns(context);
  known.set(context, runs);
  return runs;
}

const MENTIONED = /powershell|pwsh/i;

/** What its base images say may name it too, as far as somebody knows them. */
const mayHaveSome = ({ graph }: RuleContext): boolean =>
  MENTIONED.test(graph.model.text) ||
  graph.stages.some(({ base }) => base.kind === 'image' && graph.options.base(base.reference) !== undefined);

function findRuns(context: RuleContext): readonly PowershellRun[] {
  if (!mayHaveSome(context)) return [];
  return stepsWith(context, 'RUN').flatMap((found) => {
    const { step, stage, index } = found;
    if (step.form === 'exec') return [];
    const { shell } = context.scopeBefore(stage, index);
    const text = step.form === 'heredoc' ? (step.heredocs[0]?.content ?? '') : step.rest.value;
    if (kindOfShell(shell) === 'powershell') return [{ ...found, shell, text }];
    return CALLS.test(text) ? [{ ...found, shell: [], text }] : [];
  });
}
