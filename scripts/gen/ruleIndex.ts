// Knows: the table of all rules, in docs/rules/README.md and in the README.
import type { RuleMeta } from '../../server/src/lint/rule';
import { code, GENERATED, table } from './markdown';

/** Links lead to `<folder>/<id>.md`. */
function ruleTable(rules: readonly RuleMeta[], folder: string): string {
  return table(
    ['rule', 'finds', 'severity', 'fix', 'the same check elsewhere'],
    rules.map(({ id, title, severity, fix, twins }) => [
      `[${code(id)}](${folder}/${id}.md)`,
      title,
      severity,
      fix,
      twins.map(code).join(', '),
    ]),
  );
}

/** How many rules each group has, for the README; the rules themselves stand in docs/rules. */
export function ruleSummary(rules: readonly RuleMeta[], folder: string): string {
  const groups = [...new Set(rules.map(({ group }) => group))];
  const row = (name: string, of: readonly RuleMeta[]): string[] => [
    name,
    String(of.length),
    String(of.filter(({ severity }) => severity !== 'off').length),
    String(of.filter(({ fix }) => fix === 'safe').length),
    String(of.filter(({ fix }) => fix === 'confirm').length),
  ];
  const rows = groups.map((group) =>
    row(
      `[${group}](${folder}/README.md#${group})`,
      rules.filter((rule) => rule.group === group),
    ),
  );
  return table(['group', 'rules', 'on by default', 'safe fixes', 'fixes to confirm'], [...rows, row('all', rules)]);
}

export function ruleIndex(rules: readonly RuleMeta[]): string {
  const groups = [...new Set(rules.map(({ group }) => group))];
  const sections = groups.map(
    (group) =>
      `## ${group}\n\n${ruleTable(
        rules.filter((rule) => rule.group === group),
        '.',
      )}`,
  );
  return `${GENERATED('the files below server/src/lint/rules/')}# Rules

The examples on each page are run as tests: what stands under "Found" is found once, its fix gives what is shown, what
stands under "Fine" is not found. Fixes: \`safe\` ones keep the image's contents apart from what the rule is about,
\`confirm\` ones are yours to judge.

${sections.join('\n\n')}
`;
}
