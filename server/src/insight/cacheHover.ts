// Knows: what a hover on a step says of the cache: verdict, first reason, cost, and what the step's key depends on.
import { formatBytes } from '../base/bytes';
import type { StepPlan } from '../cache/plan';
import type { Vertex } from '../cache/vertex';
import { select } from '../context/select';
import type { Instruction } from '../syntax/model';
import { entering, weightOf, type ContextFact } from '../lint/facts/contextFact';
import type { Analysis } from './analysis';
import { verdictWords } from './cacheTree';
import { stepOf } from './planned';
import { formatSeconds, plural } from './wording';

/** Two lines of plain text; none for an instruction that is no step of the builder. */
export function cacheLines(
  analysis: Analysis,
  instruction: Instruction,
): { verdict?: string; key: string } | undefined {
  const { planned } = analysis.input;
  if (!planned) return undefined;
  const { plan } = planned;
  const stage = analysis.textGraph.stages.find(({ steps }) => steps.includes(instruction));
  const step = stage && stepOf(plan, stage.index, instruction);
  const vertex = step && plan?.definition.vertexes[step.vertex];
  if (!plan || !step || !vertex) return undefined;
  const time = step.seconds === null ? '' : ` · took ${formatSeconds(step.seconds)}`;
  return {
    ...(plan.withoutRecord ? {} : { verdict: `${verdictWords(step, plan)}${time}` }),
    key: keyParts(step, vertex, analysis, planned.context).join(', '),
  };
}

/** At most so many variables by name. */
const MOST_NAMED = 3;

function keyParts(step: StepPlan, vertex: Vertex, analysis: Analysis, context: ContextFact | undefined): string[] {
  const plan = analysis.input.planned?.plan;
  const parts: string[] = [];
  // A copy is known by what is copied and where to; the words of the source paths are not in its key.
  parts.push(vertex.effect.kind === 'copy' ? 'destination and owner' : 'this text');
  const environment = vertex.parts.find(({ kind }) => kind === 'environment');
  if (environment) parts.push(...variableNames(environment.value));
  if (vertex.parts.some(({ kind, value }) => kind === 'user' && value !== '')) parts.push('the user');
  for (const { vertex: from, content = [] } of vertex.inputs) {
    const source = plan?.definition.vertexes[from];
    if (!source) continue;
    if (source.effect.kind === 'local') {
      if (source.effect.name === 'context' && context) {
        const tree = entering(context);
        let files = 0;
        let bytes = 0;
        for (const { path, ...options } of content) {
          for (const { node } of select(tree, path, options, context.sha256).matches) {
            const weight = weightOf(node);
            files += weight.files;
            bytes += weight.bytes;
          }
        }
        parts.push(`${plural(files, 'file')} (${formatBytes(bytes)})`);
      } else parts.push('files of the context');
    } else if (source.effect.kind === 'image') parts.push(`base image ${source.effect.reference}`);
    else if (source.effect.kind === 'remote') parts.push(source.effect.url);
    else if (source.step && source.step.instruction.line !== step.line)
      parts.push(`line ${String(source.step.instruction.line + 1)}`);
  }
  return parts;
}

function variableNames(list: string): string[] {
  let entries: unknown;
  try {
    entries = JSON.parse(list);
  } catch {
    return [];
  }
  if (!Array.isArray(entries)) return [];
  const names = entries
    .map((entry) => String(entry).split('=')[0] ?? '')
    .filter((name) => name !== '' && name !== 'PATH');
  const shown = names.slice(0, MOST_NAMED);
  return names.length > shown.length ? [...shown, `${String(names.length - shown.length)} more variables`] : shown;
}
