// The documents of every rule are run: `bad` is found once, its first fix gives `fixed`, `good` is not found. Every fix of
// every rule leaves a Dockerfile that parses, without the finding, and without new ones of other rules.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { applyEdits, editsOverlap } from '../../src/base/textEdit';
import { buildGraph } from '../../src/build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../../src/build/options';
import { readShellGrammar } from '../../src/host/shellWasm';
import { RULES } from '../../src/lint/registry.generated';
import type { Fix, Rule, RuleFinding } from '../../src/lint/rule';
import { DEFAULT_LINT_OPTIONS, lint } from '../../src/lint/run';
import type { ShellParser } from '../../src/shell/model';
import { createShellParser } from '../../src/shell/treeSitter';
import { parseDockerfile } from '../../src/syntax/parse';
import { contextOf } from '../support/contextFact';

let shell: ShellParser;
before(async () => {
  const { runtime, grammar } = await readShellGrammar();
  shell = await createShellParser(runtime, grammar);
});

const OPTIONS = {
  ...DEFAULT_LINT_OPTIONS,
  rules: 'all' as const,
  onRuleError: (rule: string, error: unknown) => {
    throw new Error(`${rule} threw`, { cause: error });
  },
};

const graphOf = (text: string): ReturnType<typeof buildGraph> =>
  buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS);
/** `files`: the build context; without one, rules that read it say nothing. */
const findingsOf = (text: string, rules: readonly Rule[], files?: Rule['files']): RuleFinding[] =>
  lint(graphOf(text), shell, { ...OPTIONS, ...(files && { context: contextOf(files) }) }, rules);

function problemsOf(text: string): string[] {
  const { model, problems } = graphOf(text);
  return [...model.problems, ...problems].map(({ code }) => code);
}

/** How often each rule found something, as sorted `rule count` lines. */
function others(text: string, except: Rule): string[] {
  return findingsOf(
    text,
    RULES.filter((rule) => rule !== except),
  ).map(({ rule }) => rule.id);
}

/** The ignore file after a fix that adds to it: the finding is gone then. */
function appliedBeside(rule: Rule, text: string, { addition, title }: Fix): string {
  assert.ok(addition, `"${title}" does nothing`);
  const before_ = rule.files?.[addition.name];
  assert.equal(addition.create, before_ === undefined);
  const old = typeof before_ === 'string' ? before_ : '';
  const after = old.slice(0, addition.offset) + addition.newText + old.slice(addition.offset);
  const messages = (files: Rule['files']): string[] => findingsOf(text, [rule], files).map(({ message }) => message);
  assert.notDeepEqual(
    messages({ ...rule.files, [addition.name]: after }),
    messages(rule.files),
    `"${title}" is in vain`,
  );
  return after;
}

/** The text after the fix, with everything checked that must hold after any fix. */
function applied(rule: Rule, text: string, fix: Fix): string {
  const { edits, title } = fix;
  if (fix.addition) return appliedBeside(rule, text, fix);
  assert.ok(edits.length > 0, `"${title}" does nothing`);
  assert.ok(!editsOverlap(edits), `the edits of "${title}" overlap`);
  const after = applyEdits(text, edits);
  assertNoMore(problemsOf(after), problemsOf(text), `"${title}" breaks the text`);
  assertNoMore(others(after, rule), others(text, rule), `"${title}" brings new findings`);
  assert.deepEqual(
    findingsOf(after, [rule], rule.files).map(({ message }) => message),
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

for (const rule of RULES) {
  test(rule.id, async (t) => {
    for (const [i, bad] of rule.bad.entries()) {
      await t.test(`bad ${String(i + 1)} is found once`, () => {
        const [finding, ...more] = findingsOf(bad, [rule], rule.files);
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

      const fixed = rule.fixed[i];
      await t.test(
        fixed === undefined ? `bad ${String(i + 1)} has no fix` : `bad ${String(i + 1)} is fixed as shown`,
        () => {
          const fixes = findingsOf(bad, [rule], rule.files)[0]?.fixes ?? [];
          const [first, ...alternatives] = fixes;
          if (fixed === undefined) {
            assert.equal(first, undefined);
            return;
          }
          assert.ok(first, 'no fix');
          assert.equal(applied(rule, bad, first), fixed);
          for (const fix of alternatives) applied(rule, bad, fix);
          if (rule.fix === 'safe') assert.equal(first.class, 'safe');
          else
            assert.ok(
              fixes.every((fix) => fix.class === 'confirm'),
              'a fix is safer than its rule says',
            );
        },
      );

      await t.test(`bad ${String(i + 1)} with the line ends of Windows`, () => {
        const findings = findingsOf(crlf(bad), [rule], rule.files);
        assert.equal(findings.length, 1);
        const fix = findings[0]?.fixes?.[0];
        if (fixed !== undefined) assert.ok(fix, 'no fix');
        if (fix) assert.equal(applied(rule, crlf(bad), fix), fix.addition ? fixed : crlf(fixed ?? ''));
      });
    }

    for (const [i, good] of rule.good.entries()) {
      await t.test(`good ${String(i + 1)} is not found`, () => {
        assert.deepEqual(
          findingsOf(good, [rule], rule.files).map(({ message }) => message),
          [],
        );
      });
    }
  });
}
