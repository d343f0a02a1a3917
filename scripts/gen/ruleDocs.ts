// Knows: docs/rules/<id>.md, made from a rule's own data.
import type { RuleExamples, RuleMeta, RuleOptions } from '../../server/src/lint/rule';
import { code, codeBlock, GENERATED } from './markdown';

const FIX: Readonly<Record<RuleMeta['fix'], string>> = {
  none: 'none',
  safe: 'safe: the image keeps its contents, apart from what the rule is about',
  confirm: 'to be confirmed: it says what it does, you judge whether that is right here',
};

const optionList = (options: RuleOptions): string =>
  Object.entries(options)
    .map(
      ([name, option]) =>
        `- ${code(name)} (${option.type}, default ${code(JSON.stringify(option.default))}): ${option.description}`,
    )
    .join('\n');

export function rulePage(rule: RuleMeta, examples: RuleExamples): string {
  const { id, group, title, why, severity, since, reads, fix, twins, differs, options = {} } = rule;
  const parts = [
    `# ${title}`,
    `${code(id)} · ${group} · ${severity === 'off' ? 'off unless switched on' : severity} · since ${since}`,
    why,
    `- Fix: ${FIX[fix]}.\n- Reads: ${reads.join(', ')}.${twins.length === 0 ? '' : `\n- The same check elsewhere: ${twins.map(code).join(', ')}.`}`,
    ...(differs === undefined ? [] : [`How it differs: ${differs}`]),
    ...(Object.keys(options).length === 0 ? [] : ['## Options', optionList(options)]),
    '## Found',
    ...examples.bad.flatMap((bad, i) => {
      const fixed = examples.fixed[i];
      const found = codeBlock('dockerfile', bad);
      return fixed === undefined ? [found] : [found, 'after the fix:', codeBlock('dockerfile', fixed)];
    }),
    '## Fine',
    ...examples.good.map((good) => codeBlock('dockerfile', good)),
    '## Silence it',
    'For one instruction, with a comment above it that says why:',
    codeBlock('dockerfile', `# layerlens-ignore ${id} -- why it is fine here`),
    'For a workspace, or with another severity, in the settings:',
    codeBlock('json', JSON.stringify({ 'layerlens.lint.rules': { [id]: 'off' } }, null, 2)),
  ];
  return `${GENERATED(`server/src/lint/rules/${group}/${id}.ts`)}${parts.join('\n\n')}\n`;
}
