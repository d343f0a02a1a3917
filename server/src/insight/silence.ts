// Knows: the ways to silence a finding that an editor offers: here, in this file, for the workspace. None changes the build.
import type { TextEdit } from '../base/textEdit';
import { severityEdit } from '../lint/config/configEdit';
import type { RuleFinding } from '../lint/rule';
import { silenceHere, silenceInFile } from '../lint/suppress/suppressEdits';
import type { Analysis } from './analysis';

/** Where a rule is switched off for good. */
export interface ConfigTarget {
  /** Absolute, with forward slashes. */
  readonly path: string;
  /** As a person calls it. */
  readonly name: string;
  /** Undefined: it is not there yet. */
  readonly text: string | undefined;
}

export interface SilenceAction {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** An edit of another file, by the text that file has now. */
  readonly file?: { readonly target: ConfigTarget; readonly edit: TextEdit };
}

/** A locked rule has none but the last: its comments would do nothing. */
export function silenceActions(
  { model, judged, input }: Analysis,
  finding: RuleFinding,
  config: ConfigTarget | undefined,
): SilenceAction[] {
  const { rule, span } = finding;
  const { locked = [], ignoresComments = false } = input.lint ?? {};
  const actions: SilenceAction[] = [];
  if (!ignoresComments && !locked.includes(rule.id)) {
    const here = silenceHere(model, rule, span, judged.suppressions);
    if (here) actions.push({ title: `Silence ${rule.id} here`, edits: [here] });
    const inFile = silenceInFile(model, rule, judged.suppressions);
    if (inFile) actions.push({ title: `Silence ${rule.id} in this file`, edits: [inFile] });
  }
  const edit = config && severityEdit(config.text ?? '', rule.id, 'off');
  if (config && edit)
    actions.push({
      title: `Silence ${rule.id} for this workspace (${config.name})`,
      edits: [],
      file: { target: config, edit },
    });
  return actions;
}
