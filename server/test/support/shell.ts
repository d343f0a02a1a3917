// Knows: the shell parser for tests, one for all: each script is read once.
import { createParser } from '../../src/shell/parser';
import type { ShellParser } from '../../src/shell/model';

const parser = createParser();

export const shellParser = (): ShellParser => parser;
