// Rules that stand for a check of dockerfile-utils find what it finds: each of its codes, in the same instruction, in one of the
// rule's own bad examples. The library itself is no part of the product: ours say where it stops short (rule pages).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validate, ValidationCode } from 'dockerfile-utils';
import { LineIndex } from '../../src/base/lineIndex';
import { buildGraph } from '../../src/build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../../src/build/options';
import { RULES } from '../../src/lint/registry.generated';
import { DEFAULT_LINT_OPTIONS, lint } from '../../src/lint/run';
import { createParser } from '../../src/shell/parser';
import { parseDockerfile } from '../../src/syntax/parse';
import { instructionAt } from '../../src/syntax/walk';
import { EXAMPLES } from '../support/examples.generated';

const TOOL = 'dockerfile-utils/';
const shell = createParser();

/** Where the rule's own examples show others of its cases. */
const MORE: Readonly<Record<string, string>> = {
  'healthcheck-invalid-duration/FLAG_INVALID_DURATION': 'FROM a\nHEALTHCHECK --interval=x CMD a\n',
  'invalid-stopsignal/INVALID_SIGNAL': 'FROM a\nSTOPSIGNAL abc\n',
  'missing-arguments/ARGUMENT_REQUIRES_AT_LEAST_ONE': 'FROM a\nHEALTHCHECK\n',
  'unknown-flag/UNKNOWN_ADD_FLAG': 'FROM a\nADD --chwon=1 a /b\n',
  'unknown-flag/UNKNOWN_FROM_FLAG': 'FROM --plat=x a\n',
  'unterminated-quote/SYNTAX_MISSING_SINGLE_QUOTE': "FROM a\nENV A='b c\n",
};

/** `CODE line`, zero-based lines of where the finding begins. */
const theirs = (text: string): string[] =>
  validate(text).map(
    ({ code, range }) => `${ValidationCode[Number(code)] ?? String(code)} ${String(range.start.line)}`,
  );

/** Zero-based, each line of the instructions that a finding is in. */
function ourLines(rule: (typeof RULES)[number], text: string): number[] {
  const lines = new LineIndex(text);
  const model = parseDockerfile(text);
  const findings = lint(buildGraph(model, DEFAULT_BUILD_OPTIONS), shell, { ...DEFAULT_LINT_OPTIONS, rules: 'all' }, [
    rule,
  ]);
  return findings.flatMap(({ span }) => {
    const own = lines.positionAt(span.start).line;
    const { line, endLine } = instructionAt(model, span.start) ?? { line: own, endLine: own };
    return Array.from({ length: endLine - line + 1 }, (_, i) => line + i);
  });
}

const standing = RULES.flatMap((rule) =>
  rule.twins.filter((twin) => twin.startsWith(TOOL)).map((twin) => ({ rule, code: twin.slice(TOOL.length) })),
);

test('some rules stand for its checks', () => {
  assert.ok(standing.length > 25, String(standing.length));
});

for (const { rule, code } of standing)
  test(`${rule.id}: ${code}`, () => {
    assert.ok(code in ValidationCode, `dockerfile-utils has no check ${code}`);
    // Two names may stand for one number.
    const name = ValidationCode[ValidationCode[code as keyof typeof ValidationCode]];
    const more = MORE[`${rule.id}/${code}`];
    const bad = [...(EXAMPLES[rule.id]?.bad ?? []), ...(more === undefined ? [] : [more])];
    const same = bad.some((text) =>
      ourLines(rule, text).some((line) => theirs(text).includes(`${name} ${String(line)}`)),
    );
    assert.ok(same, bad.map((text) => `${JSON.stringify(text)}: ${theirs(text).join(', ')}`).join('\n'));
  });
