// Knows: the labels of the image that is built, and what a project wants of them: label → type, in the option `labels`.
// Types are hadolint's words.
import type { Span } from '../../base/span';
import type { LabelInstruction } from '../../syntax/model';
import type { RuleContext } from '../context';
import { stepsWith, type StageStep } from './stepIndex';

export interface StageLabel extends StageStep<LabelInstruction> {
  readonly key: string;
  /** Undefined when a variable in it is not known. */
  readonly value: string | undefined;
  readonly keySpan: Span;
  readonly valueSpan: Span;
  /** `key=value` of all pairs of its instruction, and which of them it is. */
  readonly pairs: readonly Span[];
  readonly at: number;
}

const known = new WeakMap<RuleContext, readonly StageLabel[]>();

/** Every label of the file, in order of text. */
export function labelsOf(context: RuleContext): readonly StageLabel[] {
  let labels = known.get(context);
  if (!labels) known.set(context, (labels = readLabels(context)));
  return labels;
}

function readLabels(context: RuleContext): StageLabel[] {
  return stepsWith(context, 'LABEL').flatMap((found) => {
    const scope = context.scopeBefore(found.stage, found.index);
    const pairs = found.step.pairs.map(({ key, value }) => ({ start: key.span.start, end: value.span.end }));
    return found.step.pairs.map(({ key, value }, at) => ({
      ...found,
      key: scope.resolve(key.text) ?? key.text,
      value: scope.resolve(value.text),
      keySpan: key.span,
      valueSpan: value.span,
      pairs,
      at,
    }));
  });
}

export const LABEL_TYPES = ['text', 'url', 'semver', 'hash', 'rfc3339', 'spdx', 'email'] as const;

export const isLabelType = (word: string): boolean => (LABEL_TYPES as readonly string[]).includes(word);

/** The option that the rules on a project's labels share; each has its own map. */
export const LABELS_OPTION = {
  labels: {
    type: 'map',
    default: {},
    description: 'Label → type of its value: text, url, semver, hash, rfc3339, spdx or email.',
  },
} as const;

/** Labels that the project gives this type. */
export const labelsOfType = (
  context: RuleContext,
  labels: Readonly<Record<string, string>>,
  type: string,
): StageLabel[] => labelsOf(context).filter(({ key }) => Object.hasOwn(labels, key) && labels[key] === type);
