// Knows: when two COPYs say the same: flags, sources and destination, as the builder would resolve them.
import { cleanPath, joinPath } from '../../base/posixPath';
import type { RuleContext } from '../context';
import type { StepFlow } from './pathFlows';

/** Equal for two that do the same; undefined for other instructions, and where a variable is not known. */
export function copyKey(context: RuleContext, { instruction, stage, index }: StepFlow): string | undefined {
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return undefined;
  const scope = context.scopeBefore(stage, index);
  const destination = scope.resolve(instruction.destination?.text ?? '');
  const sources = instruction.sources.map(({ text }) => scope.resolve(text));
  if (destination === undefined || destination === '' || sources.includes(undefined)) return undefined;
  const isFolder = /(?:^|\/)\.?$/.test(destination);
  const path = cleanPath(destination.startsWith('/') ? destination : joinPath('/', scope.workdir, destination));
  const flags = instruction.flags.map(({ name, value }) => `${name}=${value ?? ''}`).sort();
  const inline = instruction.heredocSources.map(({ heredoc }) => `${heredoc.name}\0${heredoc.content}`);
  return [instruction.keyword, ...flags, '', ...sources, '', ...inline, '', path, String(isFolder)].join('\0');
}
