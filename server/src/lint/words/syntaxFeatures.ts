// Knows: what a Dockerfile uses that older frontends do not have, and since which 1.N it is there.
// Source: moby/buildkit: frontend/dockerfile/docs/reference.md, and its release notes.
import type { Span } from '../../base/span';
import { mountsOf } from '../../build/mounts';
import type { DockerfileModel, Instruction } from '../../syntax/model';
import { flagsWritten } from './instructionFlags';
import { everyInstruction } from '../facts/instructions';

export interface UsedFeature {
  readonly what: string;
  readonly since: number;
  readonly span: Span;
}

export function* usedFeatures(model: DockerfileModel): Iterable<UsedFeature> {
  for (const { instruction, onbuild } of everyInstruction(model)) {
    for (const { flag, known } of flagsWritten(instruction)) {
      if (known && known.since > 0) yield { what: `--${flag.name}`, since: known.since, span: flag.span };
      if (flag.name === 'chmod' && /[a-z]/i.test(flag.value ?? '') && !flag.value?.includes('$'))
        yield { what: 'a symbolic --chmod', since: 14, span: flag.span };
    }
    yield* mountFeatures(instruction);
    if (!onbuild && instruction.heredocs.length > 0)
      yield { what: 'a heredoc', since: 4, span: instruction.keywordSpan };
  }
}

function* mountFeatures(instruction: Instruction): Iterable<UsedFeature> {
  if (instruction.keyword !== 'RUN') return;
  for (const flag of instruction.flags) {
    const [mount] = flag.name === 'mount' ? mountsOf({ ...instruction, flags: [flag] }) : [];
    if (mount?.type === 'secret' && mount.options.has('env'))
      yield { what: 'a secret as a variable (env=)', since: 10, span: flag.span };
  }
}
