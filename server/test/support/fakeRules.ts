// Knows: rules that find whatever a test wants, to see what the runner makes of it.
import { createParser } from '../../src/shell/parser';
import { buildGraph } from '../../src/build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../../src/build/options';
import { defineRule, type Finding, type Rule, type RuleMeta } from '../../src/lint/rule';
import { DEFAULT_LINT_OPTIONS, judge, type Judged, type LintOptions } from '../../src/lint/run';
import { parseDockerfile } from '../../src/syntax/parse';

/** Finds each occurrence of a word; `more` may change what it says of it. */
export const findsWord = (
  id: string,
  word: string,
  meta: Partial<RuleMeta> = {},
  more: (finding: Finding, text: string) => Finding = (finding) => finding,
): Rule =>
  defineRule({
    id,
    group: 'style',
    severity: 'warning',
    since: '0.1.0',
    reads: ['syntax'],
    fix: 'none',
    title: id,
    why: id,
    twins: [],
    ...meta,
    *check({ model: { text } }): Iterable<Finding> {
      for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1))
        yield more({ span: { start: at, end: at + word.length }, message: id }, text);
    },
  });

export const judged = (text: string, rules: readonly Rule[], options: Partial<LintOptions> = {}): Judged =>
  judge(
    buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS),
    createParser(),
    {
      ...DEFAULT_LINT_OPTIONS,
      onRuleError: (rule, error) => {
        throw new Error(`${rule} threw`, { cause: error });
      },
      ...options,
    },
    rules,
  );

/** `line id`, lines from 1. */
export const places = (text: string, findings: readonly { span: { start: number }; rule: RuleMeta }[]): string[] =>
  findings.map(({ span, rule }) => `${String(text.slice(0, span.start).split('\n').length)} ${rule.id}`);
