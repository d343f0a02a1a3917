// Knows: running the documents of a rule: `bad` is found once, its first fix gives `fixed`, `good` is not found. Every fix
// leaves a Dockerfile that parses, without the finding, and without new ones that are on by default and weigh as much.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits, editsOverlap } from '../../src/base/textEdit';
import { buildGraph } from '../../src/build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../../src/build/options';
import type { ImageFact } from '../../src/layers/imageFact';
import type { LintFacts } from '../../src/lint/context';
import type { Fix, Rule, RuleExamples, RuleFinding } from '../../src/lint/rule';
import { DEFAULT_LINT_OPTIONS, lint } from '../../src/lint/run';
import { atLeast } from '../../src/lint/severity';
import { createParser } from '../../src/shell/parser';
import { parseDockerfile } from '../../src/syntax/parse';
import { contextOf } from './contextFact';

const shell = createParser();

const OPTIONS = {
  ...DEFAULT_LINT_OPTIONS,
  rules: 'all' as const,
  onRuleError: (rule: string, error: unknown) => {
    throw new Error(`${rule} threw`, { cause: error });
  },
};

const graphOf = (text: string): ReturnType<typeof buildGraph> =>
  buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS);
/** Nothing in it is wasted, and no rule asks for any of its files. */
const EMPTY_IMAGE: ImageFact = {
  layers: [],
  baseLayers: 0,
  efficiency: 1,
  wastedBytes: 0,
  wastedShare: 0,
  files: [],
  accounts: {},
};
const factsOf = ({ files, project, image }: RuleExamples): LintFacts => ({
  ...(files && { context: contextOf(files) }),
  ...(project && { project }),
  ...(image && { image: { ...EMPTY_IMAGE, ...image } }),
});
/** A rule about what others find is run with them. */
let together: readonly Rule[] = [];
const findingsOf = (text: string, rule: Rule, examples: RuleExamples): RuleFinding[] =>
  lint(
    graphOf(text),
    shell,
    { ...OPTIONS, facts: factsOf(examples), ruleOptions: { [rule.id]: examples.options ?? {} } },
    rule.reads.includes('findings') ? together : [rule],
  ).filter((finding) => finding.rule === rule);

function problemsOf(text: string): string[] {
  const { model, problems } = graphOf(text);
  return [...model.problems, ...problems].map(({ code }) => code);
}

/** Ids of other rules' findings that weigh at least as much as this rule's. */
function others(text: string, except: Rule, all: readonly Rule[]): string[] {
  const findings = lint(
    graphOf(text),
    shell,
    { ...OPTIONS, rules: 'default' },
    all.filter((rule) => rule !== except),
  );
  const limit = except.severity === 'off' ? 'info' : except.severity;
  return findings.filter(({ effective }) => atLeast(effective, limit)).map(({ rule }) => rule.id);
}

/** The ignore file after a fix that adds to it: the finding is gone then. */
function appliedBeside(rule: Rule, examples: RuleExamples, text: string, { addition, title }: Fix): string {
  assert.ok(addition, `"${title}" does nothing`);
  const before_ = examples.files?.[addition.name];
  assert.equal(addition.create, before_ === undefined);
  const old = typeof before_ === 'string' ? before_ : '';
  const after = old.slice(0, addition.offset) + addition.newText + old.slice(addition.offset);
  const messages = (files: RuleExamples['files'] = {}): string[] =>
    findingsOf(text, rule, { ...examples, files }).map(({ message }) => message);
  assert.notDeepEqual(
    messages({ ...examples.files, [addition.name]: after }),
    messages(examples.files),
    `"${title}" is in vain`,
  );
  return after;
}

/** The text after the fix, with everything checked that must hold after any fix. */
function applied(rule: Rule, examples: RuleExamples, text: string, fix: Fix, all: readonly Rule[]): string {
  const { edits, title } = fix;
  if (fix.addition) return appliedBeside(rule, examples, text, fix);
  assert.ok(edits.length > 0, `"${title}" does nothing`);
  assert.ok(!editsOverlap(edits), `the edits of "${title}" overlap`);
  const after = applyEdits(text, edits);
  assertNoMore(problemsOf(after), problemsOf(text), `"${title}" breaks the text`);
  assertNoMore(others(after, rule, all), others(text, rule, all), `"${title}" brings new findings`);
  assert.deepEqual(
    findingsOf(after, rule, examples).map(({ message }) => message),
    [],
    `"${title}" leaves the finding`,
  );
  return after;
}

function assertNoMore(after: readonly string[], before_: readonly string[], message: string): void {
  const left = [...before_];
  const more = after.filter((word) => {
    const i = left.indexOf(word);
    if (i === -1) return true;
    left.splice(i, 1);
    return false;
  });
  assert.deepEqual(more, [], message);
}

/** The same Dockerfile with the line ends of Windows. */
const crlf = (text: string): string => text.replaceAll('\n', '\r\n');

/** @param all the rules that a fix must not wake. */
export function testExamples(rule: Rule, examples: RuleExamples, all: readonly Rule[]): void {
  together = all;
  test(rule.id, async (t) => {
    for (const [i, bad] of examples.bad.entries()) {
      await t.test(`bad ${String(i + 1)} is found once`, () => {
        const [finding, ...more] = findingsOf(bad, rule, examples);
        assert.ok(finding, 'not found');
        assert.deepEqual(
          more.map(({ message }) => message),
          [],
        );
        assert.ok(
          finding.span.start < finding.span.end && finding.span.end <= bad.length,
          'its span is not in the text',
        );
      });

      const fixed = examples.fixed[i];
      await t.test(
        fixed === undefined ? `bad ${String(i + 1)} has no fix` : `bad ${String(i + 1)} is fixed as shown`,
        () => {
          const fixes = findingsOf(bad, rule, examples)[0]?.fixes ?? [];
          const [first, ...alternatives] = fixes;
          if (fixed === undefined) {
            assert.equal(first, undefined);
            return;
          }
          assert.ok(first, 'no fix');
          assert.equal(applied(rule, examples, bad, first, all), fixed);
          for (const fix of alternatives) applied(rule, examples, bad, fix, all);
          if (rule.fix === 'safe') assert.equal(first.class, 'safe');
          else
            assert.ok(
              fixes.every((fix) => fix.class === 'confirm'),
              'a fix is safer than its rule says',
            );
        },
      );

      await t.test(`bad ${String(i + 1)} with the line ends of Windows`, () => {
        const findings = findingsOf(crlf(bad), rule, examples);
        assert.equal(findings.length, 1);
        const fix = findings[0]?.fixes?.[0];
        if (fixed !== undefined) assert.ok(fix, 'no fix');
        if (fix) assert.equal(applied(rule, examples, crlf(bad), fix, all), fix.addition ? fixed : crlf(fixed ?? ''));
      });
    }

    for (const [i, good] of examples.good.entries()) {
      await t.test(`good ${String(i + 1)} is not found`, () => {
        assert.deepEqual(
          findingsOf(good, rule, { ...examples, ...(examples.image && { image: {} }) }).map(({ message }) => message),
          [],
        );
      });
    }
  });
}
