// RULE parse-error: the id is the file name; the examples below are run as tests.
import type { Span } from '../../../base/span';
import type { DockerfileModel } from '../../../syntax/model';
import { defineRule, type RuleExamples } from '../../rule';

/** Go's bufio.Scanner gives up at this many bytes. */
const LONGEST_LINE = 65_535;

export const examples: RuleExamples = {
  bad: ['# check=skip=all;strict=true\nFROM alpine\n', `FROM alpine\nLABEL a=${'x'.repeat(66_000)}\n`],
  fixed: [],
  good: [
    '# check=skip=all;error=true\nFROM alpine\n',
    'FROM alpine\nRUN echo $((1<<2))\n',
    'FROM alpine\nRUN cat <<"E\n',
  ],
};

export default defineRule({
  id: 'parse-error',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['check'],
  fix: 'none',
  title: 'The builder cannot read this',
  why: 'It stops before it does anything.',
  twins: [
    'hadolint/DL1000',
    'sonar/S2260',
    'buddy/EL0001',
    'dockerfilelint/invalid_line',
    'dockerfilelint/invalid_format',
  ],
  differs: 'Others give up on the whole file here; faults that can be told apart have rules of their own.',
  *check({ model }) {
    for (const span of longLines(model))
      yield { span, message: `A line may not be longer than ${String(LONGEST_LINE)} bytes: the build stops here.` };
    const check = model.directives.find(({ name }) => name === 'check');
    const option = check && unknownOption(check.value);
    if (check && option !== undefined)
      yield { span: check.span, message: `\`${option}\` is no option of a check directive: the build stops here.` };
  },
});

function* longLines({ text }: DockerfileModel): Iterable<Span> {
  // A UTF-16 unit makes three bytes at most.
  if (text.length * 3 <= LONGEST_LINE) return;
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found + 1;
    if ((end - start) * 3 > LONGEST_LINE && bytesOf(text, start, end) > LONGEST_LINE)
      yield { start, end: Math.min(end, start + 80) };
    start = end;
  }
}

function bytesOf(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) bytes += 1;
    // Two halves of a pair make four bytes.
    else bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
  }
  return bytes;
}

/** moby/buildkit: linter/linter.go (ParseLintOptions): what counts ends at the first blank. */
function unknownOption(value: string): string | undefined {
  return (value.split(' ')[0] ?? '')
    .split(';')
    .find(
      (option) =>
        !/^\s*(?:(?:skip|experimental)\s*=|error\s*=\s*(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)\s*$)/.test(
          option,
        ),
    );
}
