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

export function powershellRuns(context: RuleContext): PowershellRun[] {
  return stepsWith(context, 'RUN').flatMap((found) => {
    const { step, stage, index } = found;
    if (step.form === 'exec') return [];
    const { shell } = context.scopeBefore(stage, index);
    const text = step.form === 'heredoc' ? (step.heredocs[0]?.content ?? '') : step.rest.value;
    if (kindOfShell(shell) === 'powershell') return [{ ...found, shell, text }];
    return CALLS.test(text) ? [{ ...found, shell: [], text }] : [];
  });
}
