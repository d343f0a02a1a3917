// Knows: options and settings that switch a check off, and the fix that takes them away.
import type { TextEdit } from '../../base/textEdit';
import type { ManagerName } from '../../shell/tools/packages';
import type { ShellCommand, ShellWord } from '../../shell/model';
import { managerCallsOf } from './commandIndex';
import type { RuleContext, StageRun } from '../context';
import type { Finding, Fix } from '../rule';
import type { Setting } from './settings';
import { dropOption } from '../edits';

/** One `confirm` fix, or nothing when the form does not allow it. */
export const confirmed = (title: string, edits: readonly TextEdit[] | undefined): { fixes?: readonly Fix[] } =>
  edits ? { fixes: [{ class: 'confirm', title, edits }] } : {};

/** One `safe` fix, or nothing when the form does not allow it. */
export const safely = (title: string, edits: readonly TextEdit[] | undefined): { fixes?: readonly Fix[] } =>
  edits ? { fixes: [{ class: 'safe', title, edits }] } : {};

/** Calls of package managers that are given one of the options. */
export function* managerOptions(
  context: RuleContext,
  managers: readonly ManagerName[],
  ...names: readonly string[]
): Iterable<{ run: StageRun; command: ShellCommand; word: ShellWord; value: string | undefined }> {
  for (const { run, call } of managerCallsOf(context, ...managers)) {
    for (const { name, word, value } of call.flags)
      if (names.includes(name)) yield { run, command: call.command, word, value };
  }
}

/** A finding on an option that should go. */
export function optionFinding(
  context: RuleContext,
  run: StageRun,
  command: ShellCommand,
  { name, word }: { name: string; word: ShellWord },
  message: string,
): Finding {
  return {
    span: run.docSpan(word.span),
    message,
    ...confirmed(`Remove ${name}`, dropOption(context.model, run, command, word, name)),
  };
}

/** A finding on a setting that should go. */
export const settingFinding = (setting: Setting, message: string): Finding => ({
  span: setting.span,
  message,
  ...confirmed(`Remove ${setting.name}`, setting.drop()),
});
