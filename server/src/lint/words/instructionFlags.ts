// Knows: the flags of each instruction, since which Dockerfile frontend 1.N, and what value each takes.
// Source: moby/buildkit: frontend/dockerfile/instructions/{parse.go,commands_run*.go}, docs/reference.md.
import type { Flag, Instruction } from '../../syntax/model';

export interface KnownFlag {
  readonly name: string;
  readonly takes: 'text' | 'boolean';
  /** May be given several times. */
  readonly many: boolean;
  /** N of the frontend 1.N that first has it; 0: always there. */
  readonly since: number;
}

const flag = (name: string, since: number, takes: KnownFlag['takes'] = 'text', many = false): KnownFlag => ({
  name,
  takes,
  many,
  since,
});

const HEALTHCHECK = ['interval', 'timeout', 'start-period', 'retries'].map((name) => flag(name, 0));

export const FLAGS: Readonly<Partial<Record<Instruction['keyword'], readonly KnownFlag[]>>> = {
  FROM: [flag('platform', 0)],
  RUN: [
    flag('mount', 2, 'text', true),
    flag('network', 3),
    flag('security', 20),
    // The labs channel alone has it.
    flag('device', 0, 'text', true),
  ],
  COPY: [
    flag('from', 0),
    flag('chown', 0),
    flag('chmod', 2),
    flag('link', 4, 'boolean'),
    flag('exclude', 19, 'text', true),
    flag('parents', 20, 'boolean'),
  ],
  ADD: [
    flag('chown', 0),
    flag('chmod', 2),
    flag('link', 4, 'boolean'),
    flag('keep-git-dir', 1, 'boolean'),
    flag('checksum', 6),
    flag('unpack', 17, 'boolean'),
    flag('exclude', 19, 'text', true),
  ],
  HEALTHCHECK: [...HEALTHCHECK, flag('start-interval', 6)],
};

/** The builder drops what looks like a flag of these without a word (parseArg and parseStopSignal do not look at it). */
const UNCHECKED = new Set<Instruction['keyword']>(['ARG', 'STOPSIGNAL', 'UNKNOWN']);

export const flagsKnown = ({ keyword }: Instruction): readonly KnownFlag[] => FLAGS[keyword] ?? [];

export interface WrittenFlag {
  readonly flag: Flag;
  /** Undefined: the instruction has no such flag. */
  readonly known: KnownFlag | undefined;
}

/** The flags of an instruction, where the builder looks at them. */
export function flagsWritten(instruction: Instruction): readonly WrittenFlag[] {
  const { keyword, flags } = instruction;
  if (flags.length === 0 || UNCHECKED.has(keyword)) return [];
  // HEALTHCHECK NONE takes none, whatever they are.
  if (keyword === 'HEALTHCHECK' && instruction.words[0]?.text.toUpperCase() === 'NONE') return [];
  const all = flagsKnown(instruction);
  return flags.map((one) => ({ flag: one, known: all.find(({ name }) => name === one.name) }));
}
