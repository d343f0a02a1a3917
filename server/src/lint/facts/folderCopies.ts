// Knows: which COPY brings the folder that a file of the image lies in, told by the words alone.
import { joinPath } from '../../base/posixPath';
import { looksLikeFile } from '../../layers/pathFlowCopy';
import { flagOf } from '../../syntax/model';
import type { RuleContext } from '../context';
import { wholeSource, type StageCopy } from './copies';

/** True for a folder of sources, not one of nothing but lists, that brings the file itself. */
export function bringsFolderOf(context: RuleContext, { instruction, stage, index }: StageCopy, file: string): boolean {
  const [source, more] = instruction.sources;
  const { destination } = instruction;
  if (!source || more || !destination || flagOf(instruction, 'exclude') || wholeSource({ instruction, stage, index }))
    return false;
  const name = source.text.replace(/\/+$/, '');
  if (looksLikeFile(name.slice(name.lastIndexOf('/') + 1)) || /[*?[$]|require/i.test(name)) return false;
  const scope = context.scopeBefore(stage, index);
  const to = scope.resolve(destination.text);
  if (to === undefined || (!to.startsWith('/') && !scope.workdirSure)) return false;
  const folder = joinPath('/', ...(to.startsWith('/') ? [] : [scope.workdir]), to);
  return file.slice(0, file.lastIndexOf('/')) === folder;
}
