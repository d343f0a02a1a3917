// Knows: every place of a file that names an image from a registry: FROM, COPY --from, RUN --mount from=.
import type { Span } from '../../base/span';
import type { Stage } from '../../build/graph';
import { flagOf } from '../../syntax/model';
import type { RuleContext } from '../context';
import { parseImageName, type ImageName } from '../words/imageReference';
import { mountFlags } from './mountFlags';
import { stepsWith } from './stepIndex';

export interface ImageUse {
  /** Expanded. */
  readonly reference: string;
  readonly image: ImageName;
  /** The word of FROM, or the flag. */
  readonly span: Span;
  readonly stage: Stage;
  readonly isBase: boolean;
}

/** Images by a known name; what may be a stage or a named context is left out. */
export function* imageUses(context: RuleContext): Iterable<ImageUse> {
  const { stages } = context.graph;
  const names = new Set(stages.flatMap(({ name }) => name ?? []));
  const contexts = new Set(context.facts.project?.namedContexts ?? []);
  const isOther = (text: string): boolean =>
    text === '' || text.includes('$') || /^\d+$/.test(text) || names.has(text.toLowerCase()) || contexts.has(text);
  const use = (reference: string, span: Span, stage: Stage, isBase: boolean): ImageUse[] => {
    const image = isOther(reference) || reference === 'scratch' ? undefined : parseImageName(reference);
    return image ? [{ reference, image, span, stage, isBase }] : [];
  };
  for (const stage of stages) {
    const { base, from } = stage;
    if (base.kind === 'image') yield* use(base.reference, from.image?.span ?? from.keywordSpan, stage, true);
  }
  for (const { step, stage } of stepsWith(context, 'COPY')) {
    const flag = flagOf(step, 'from');
    if (flag?.value !== undefined) yield* use(flag.value, flag.span, stage, false);
  }
  for (const { mount, flag, stage } of mountFlags(context)) yield* use(mount.from, flag.span, stage, false);
}

/** Its name as people write it: `debian`, `bitnami/node`, `ghcr.io/a/b`. */
export const familiarPath = ({ domain, path }: ImageName): string =>
  domain === 'docker.io' ? path.replace(/^library\//, '') : `${domain}/${path}`;
