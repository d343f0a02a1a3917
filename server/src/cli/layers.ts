// Knows: `layerlens layers`: the history entries that a build of the target will make, from the text alone.
import { formatBytes } from '../base/bytes';
import { LineIndex } from '../base/lineIndex';
import { buildGraph, type BuildGraph } from '../build/graph';
import { predictHistory, type PredictedEntry } from '../layers/predict';
import { parseDockerfile } from '../syntax/parse';
import { buildOptions, hostPlatform, type BuildFlagValues } from './buildFlags';
import { Misuse } from './failure';
import { readDockerfile, type Output } from './io';
import { table } from './table';

export interface LayersFlags extends BuildFlagValues {
  readonly json?: boolean | undefined;
}

export async function layersCommand(path: string, flags: LayersFlags, output: Output): Promise<number> {
  const model = parseDockerfile(await readDockerfile(path));
  const graph = buildGraph(model, buildOptions(flags, model, hostPlatform()));
  requireTarget(graph, path, flags.target);
  const entries = predictHistory(graph);
  for (const { line, message } of problemsOf(graph))
    output.note(`${path}:${String(line)}: ${message} A builder refuses this file as it is.\n`);
  output.data(flags.json === true ? `${JSON.stringify(asJson(graph, entries), null, 2)}\n` : asText(graph, entries));
  return 0;
}

/** Throws Misuse when there is nothing to build. */
export function requireTarget(graph: BuildGraph, path: string, target: string | undefined): void {
  if (graph.target) return;
  if (graph.stages.length === 0)
    throw new Misuse(`${path} has no FROM instruction, so that there is nothing to build.`);
  const names = graph.stages.map(({ label }) => label).join(', ');
  throw new Misuse(`${path} has no stage named ${target ?? ''}. It has: ${names}.`);
}

/** What a builder would refuse, by 1-based line. */
function problemsOf({ model }: BuildGraph): { line: number; message: string }[] {
  const lines = new LineIndex(model.text);
  return model.problems.map(({ span, message }) => ({
    line: lines.lineAt(span.start) + 1,
    message: message.endsWith('.') ? message : `${message}.`,
  }));
}

function asJson(graph: BuildGraph, entries: readonly PredictedEntry[]): unknown {
  return {
    schemaVersion: 1,
    target: graph.target?.label ?? null,
    builder: graph.options.builder,
    frontend: `1.${String(graph.options.frontend)}`,
    problems: problemsOf(graph),
    entries: entries.map((entry) => ({
      createdBy: entry.createdBy,
      createdByCertainty: entry.textIsSure ? 'known' : 'estimated',
      empty: entry.empty,
      line: entry.line + 1,
      stage: entry.stage.label,
      size: { likely: entry.size.likely, certainty: entry.size.certainty, basis: entry.size.basis },
      ...(entry.trigger ? { onbuildLine: entry.trigger.line + 1 } : {}),
    })),
  };
}

function asText(graph: BuildGraph, entries: readonly PredictedEntry[]): string {
  const rows = entries.map((entry) => [
    String(entry.line + 1),
    entry.stage.label,
    entry.empty === true ? 'metadata' : entry.empty === false ? 'layer' : 'layer?',
    entry.empty === true ? '' : entry.size.likely === null ? '?' : formatBytes(entry.size.likely),
    entry.createdBy.replace(/\s*\n\s*/g, ' ⏎ ') + (entry.textIsSure ? '' : '  (hangs on the base image)'),
  ]);
  const layers = entries.filter(({ empty }) => empty === false).length;
  const perhaps = entries.filter(({ empty }) => empty === null).length;
  const count = `${String(layers)} layer${layers === 1 ? '' : 's'}${perhaps > 0 ? ` and ${String(perhaps)} that may be empty` : ''}`;
  const head = `${graph.target?.label ?? ''}: ${String(entries.length)} history entries, ${count} on top of the base image`;
  return `${head}\n${table(['LINE', 'STAGE', 'KIND', 'SIZE', 'HISTORY'], rows)}`;
}
