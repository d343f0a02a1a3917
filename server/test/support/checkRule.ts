// Knows: testing a lint rule by marked text. The examples in a rule's own data are run by test/tidy/ruleExamples.test.ts;
// here is what they do not show.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineIndex } from '../../src/base/lineIndex';
import { applyEdits } from '../../src/base/textEdit';
import { buildGraph } from '../../src/build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../../src/build/options';
import type { LintFacts } from '../../src/lint/context';
import type { Rule, RuleFinding } from '../../src/lint/rule';
import { DEFAULT_LINT_OPTIONS, lint } from '../../src/lint/run';
import { parseDockerfile } from '../../src/syntax/parse';
import { fixture } from './fixture';
import { shellParser } from './shell';

export interface RuleCases {
  /** What the rule knows beside the text. */
  readonly facts?: LintFacts;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Name → text in which a line `#   ^^^ message` stands under each finding; the message may go on. Without: none. */
  readonly finds?: Readonly<Record<string, string>>;
  /** Name → text, and what its first fix makes of it. */
  readonly fixes?: Readonly<Record<string, readonly [before: string, after: string]>>;
  /** Name → text that has a finding, but no fix. */
  readonly offersNoFix?: Readonly<Record<string, string>>;
}

export function testRule(
  rule: Rule,
  { finds = {}, fixes = {}, offersNoFix = {}, facts = {}, options = {} }: RuleCases,
): void {
  if ([finds, fixes, offersNoFix].every((cases) => Object.keys(cases).length === 0))
    throw new Error(`${rule.id}: no cases`);
  const findingsOf = (given: Rule, text: string): Promise<RuleFinding[]> => found(given, text, facts, options);
  for (const [name, marked] of Object.entries(finds)) {
    test(`${rule.id}: ${name}`, async () => {
      const { text, expected } = fixture(marked);
      const lines = new LineIndex(text);
      const shown = (await findingsOf(rule, text)).map(({ span, message }) => {
        const { line, character } = lines.positionAt(span.start);
        return { line, start: character, end: character + span.end - span.start, message };
      });
      // An expected message is the beginning of one.
      const shortened = shown.map((finding, i) => {
        const beginning = expected[i]?.message ?? '';
        return { ...finding, message: finding.message.startsWith(beginning) ? beginning : finding.message };
      });
      assert.deepEqual(shortened, expected);
    });
  }
  for (const [name, [before, after]] of Object.entries(fixes)) {
    test(`${rule.id}: ${name}`, async () => {
      const fix = (await findingsOf(rule, before)).flatMap((finding) => finding.fixes ?? [])[0];
      assert.ok(fix, 'no fix');
      assert.equal(applyEdits(before, fix.edits), after);
    });
  }
  for (const [name, text] of Object.entries(offersNoFix)) {
    test(`${rule.id}: ${name}`, async () => {
      const findings = await findingsOf(rule, text);
      assert.ok(findings.length > 0, 'not found');
      assert.deepEqual(
        findings.flatMap((finding) => finding.fixes ?? []),
        [],
      );
    });
  }
}

async function found(
  rule: Rule,
  text: string,
  facts: LintFacts,
  options: Readonly<Record<string, unknown>>,
): Promise<RuleFinding[]> {
  const graph = buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS);
  return lint(
    graph,
    shellParser(),
    { ...DEFAULT_LINT_OPTIONS, rules: 'all', facts, ruleOptions: { [rule.id]: options } },
    [rule],
  );
}
