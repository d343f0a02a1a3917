// Knows: what FROM asks for with the ARGs' defaults alone, as BuildKit checks it before it takes what the build was given.
// Source: moby/buildkit: dockerfile2llb/validations.go (validateBaseImagesWithDefaultArgs).
import { globalArguments } from '../../build/globalArgs';
import type { Stage } from '../../build/graph';
import { expand, type Expansion } from '../../syntax/expand';
import type { ArgItem, DockerfileModel, FromInstruction } from '../../syntax/model';
import type { RuleContext } from '../context';
import { parseImageName } from '../words/imageReference';

/** ARGs before the first FROM. */
export function globalItems({ instructions }: DockerfileModel): ArgItem[] {
  const first = instructions.findIndex(({ keyword }) => keyword === 'FROM');
  return instructions
    .slice(0, first === -1 ? instructions.length : first)
    .flatMap((one) => (one.keyword === 'ARG' ? one.items : []));
}

/** Names that FROM may use: global ARGs, with or without a value, and the builder's own. */
export const namesForFrom = ({ graph, model }: RuleContext): ReadonlySet<string> =>
  new Set([...globalItems(model).map(({ name }) => name.text), ...graph.globals.keys()]);

export interface DefaultBase {
  readonly stage: Stage;
  readonly from: FromInstruction;
  /** The image's word with the defaults put in. */
  readonly expansion: Expansion;
}

const remembered = new WeakMap<RuleContext, readonly DefaultBase[]>();

/** Stages whose base is empty or no image name, when nothing is given for the ARGs. Computed once per run of the rules. */
export function invalidDefaultBases(context: RuleContext): readonly DefaultBase[] {
  let known = remembered.get(context);
  if (!known) remembered.set(context, (known = findInvalid(context)));
  return known;
}

function findInvalid({ graph, model }: RuleContext): DefaultBase[] {
  const { escape } = model;
  const defaults = globalArguments(model, { ...graph.options, buildArgs: {} });
  const get = (name: string): string | undefined => defaults.get(name);
  // BuildKit leaves the check where an expansion fails: the build will stop there anyway.
  if (globalItems(model).some(({ value }) => value && expand(value.text, { get }, { escape }).error !== undefined))
    return [];
  const found: DefaultBase[] = [];
  for (const stage of graph.stages) {
    const { from } = stage;
    if (!from.image) continue;
    const expansion = expand(from.image.text, { get }, { escape });
    if (expansion.error !== undefined) return found;
    if (parseImageName(expansion.text) === undefined) found.push({ stage, from, expansion });
  }
  return found;
}

/** BuildKit's words. */
export const invalidDefaultMessage = ({ from }: DefaultBase): string =>
  `Default value for ARG ${from.image?.text ?? ''} results in empty or invalid base image name`;

/**
 * Who tells of it: an image name without variables is invalid by itself; an empty one without an ARG that waits for a
 * value stops every build; of the others only the defaults are at fault.
 */
export function kindOf({ from, expansion }: DefaultBase, { model }: RuleContext): 'name' | 'empty' | 'default' {
  if (!from.image?.text.includes('$')) return expansion.text === '' ? 'empty' : 'name';
  const names = [...expansion.used, ...expansion.unset];
  const waits = globalItems(model).some(({ name, value }) => names.includes(name.text) && value === undefined);
  return expansion.text === '' && !waits ? 'empty' : 'default';
}
