// RULE consecutive-copy: the id is the file name; the examples below are run as tests.
import type { CopyInstruction } from '../../../syntax/model';
import { removeInstruction } from '../../edits';
import { flowOf, whereShipped, lineOf, type StepFlow } from '../../facts/pathFlows';
import type { RuleContext } from '../../context';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  files: { 'a.js': 'a', 'b.js': 'b', 'c.js': 'c', 'package.json': '{}' },
  bad: [
    'FROM node:22\nCOPY a.js /app/\nCOPY b.js /app/\n',
    'FROM node:22\nCOPY a.js /app/\n# and\nCOPY b.js /app/\nCOPY c.js /app/\n',
  ],
  fixed: ['FROM node:22\nCOPY a.js b.js /app/\n', 'FROM node:22\n# and\nCOPY a.js b.js c.js /app/\n'],
  good: [
    'FROM node:22\nCOPY a.js b.js /app/\n',
    'FROM node:22\nCOPY a.js /app/\nCOPY b.js /lib/\n',
    'FROM node:22\nCOPY package.json /app/\nCOPY a.js /app/\n',
    'FROM node:22\nCOPY a.js /app/\nCOPY --chown=node b.js /app/\n',
    'FROM node:22\nCOPY a.js /app/\nRUN node a.js\nCOPY b.js /app/\n',
  ],
};

/** What people copy first, so that the installation of dependencies stays cached. */
const MANIFEST =
  /(?:^|\/)(?:package(?:-lock)?\.json|yarn\.lock|pnpm-lock\.yaml|requirements[\w.-]*\.txt|Pipfile(?:\.lock)?|pyproject\.toml|poetry\.lock|uv\.lock|go\.(?:mod|sum)|Cargo\.(?:toml|lock)|Gemfile(?:\.lock)?|composer\.(?:json|lock)|pom\.xml|build\.gradle(?:\.kts)?|[\w.-]+\.csproj|[\w.-]+\.sln)$/;

export default defineRule({
  id: 'consecutive-copy',
  group: 'layer',
  severity: 'off',
  since: '0.1.0',
  reads: ['layers'],
  fix: 'confirm',
  title: 'COPYs that could be one',
  why: 'Each COPY makes a layer. Neighbours with the same flags and the same destination directory may be one, unless they are apart so that the cache keeps the first.',
  twins: [],
  *check(context) {
    for (const stage of context.graph.stages) {
      const steps = flowOf(context, stage);
      let group: StepFlow[] = [];
      for (const [i, step] of steps.entries()) {
        const [first] = group;
        if (first && canJoin(first, step)) group.push(step);
        else group = canJoin(step, step) ? [step] : [];
        const next = steps[i + 1];
        if (group.length < 2 || (next && canJoin(step, next))) continue;
        const last = group.at(-1) ?? step;
        yield {
          span: last.instruction.keywordSpan,
          message: `This COPY and ${group.length === 2 ? 'the one' : `the ${String(group.length - 1)}`} before it (from line ${lineOf(group[0] ?? step)}) go to the same directory with the same flags: one instruction would make one layer.`,
          ...whereShipped(context, step),
          related: group
            .slice(0, -1)
            .map(({ instruction }) => ({ span: instruction.keywordSpan, message: 'Could be joined with this' })),
          fixes: joined(context, group),
        };
      }
    }
  },
});

function canJoin(first: StepFlow, second: StepFlow): boolean {
  const one = first.instruction;
  const two = second.instruction;
  if (one.keyword !== 'COPY' || two.keyword !== 'COPY' || first.isTrigger || second.isTrigger) return false;
  const isPlain = [one, two].every(
    ({ json, heredocSources, destination, sources }) =>
      !json &&
      heredocSources.length === 0 &&
      destination?.text.endsWith('/') === true &&
      !sources.some(({ text }) => MANIFEST.test(text)),
  );
  return isPlain && one.destination?.text === two.destination?.text && flags(one) === flags(two);
}

const flags = ({ flags: all }: CopyInstruction): string =>
  all
    .map(({ name, value }) => `${name}=${value ?? ''}`)
    .sort()
    .join(' ');

function joined({ model }: RuleContext, group: readonly StepFlow[]): Fix[] {
  const copies = group.map(({ instruction }) => instruction as CopyInstruction);
  const last = copies.at(-1);
  const at = last?.sources[0]?.span.start;
  if (!last || at === undefined) return [];
  const sources = copies
    .slice(0, -1)
    .flatMap((copy) => copy.sources.map(({ span }) => model.text.slice(span.start, span.end)));
  return [
    {
      class: 'confirm',
      title: `Join ${String(copies.length)} COPYs (${String(copies.length - 1)} layers less)`,
      edits: [
        ...copies.slice(0, -1).map((copy) => removeInstruction(model, copy)),
        { span: { start: at, end: at }, newText: sources.map((source) => `${source} `).join('') },
      ],
    },
  ];
}
