// `npm run new-rule -- <group>/<id>`: writes a rule that compiles, with its test, and has the generated files take it in.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { RULE_GROUPS } from '../server/src/lint/rule';
import { ruleFiles } from './gen/registry';
import { inRepo, repoRoot } from './repo.mjs';

const [name = ''] = process.argv.slice(2);
const fault = faultOf(name);
if (fault === undefined) {
  write(name);
} else {
  process.stderr.write(`${fault}\nUsage: npm run new-rule -- <group>/<id>, for example size/apt-lists-left\n`);
  process.exitCode = 2;
}

function faultOf(asked: string): string | undefined {
  const [, group = '', id] = /^([a-z]+)\/([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/.exec(asked) ?? [];
  if (id === undefined) return `"${asked}" is not a group and a kebab-case id.`;
  if (!RULE_GROUPS.some((known) => known === group))
    return `There is no group ${group}. Groups: ${RULE_GROUPS.join(', ')}.`;
  const same = ruleFiles().find((file) => file.endsWith(`/${id}`));
  return same === undefined ? undefined : `There is a rule ${same} already.`;
}

function write(rule: string): void {
  const file = `server/src/lint/rules/${rule}.ts`;
  mkdirSync(dirname(inRepo(file)), { recursive: true });
  writeFileSync(inRepo(file), ruleTemplate(rule));
  writeFileSync(inRepo(file.replace(/\.ts$/, '.test.ts')), testTemplate(rule));
  const { status } = spawnSync(process.execPath, [inRepo('scripts/run.mjs'), 'scripts/gen.ts'], {
    cwd: repoRoot,
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
  process.stderr
    .write(`Now fill ${file}: its examples first, then its check. "npm run gen" after each change of its words.
Read before: server/src/lint/rules/layer/update-alone.ts and its test.
Test it: npm run test:rule -- ${rule}
`);
}

function ruleTemplate(rule: string): string {
  const [group = '', id = ''] = rule.split('/');
  const { version } = JSON.parse(readFileSync(inRepo('package.json'), 'utf8')) as { version: string };
  return `// RULE ${id}: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM debian:12\\nWORKDIR todo\\n'],
  fixed: [],
  good: ['FROM debian:12\\nWORKDIR /srv\\n'],
};

export default defineRule({
  id: '${id}',
  group: '${group}',
  severity: 'warning',
  since: '${version}',
  reads: ['graph'],
  fix: 'none',
  title: 'TODO the fault, in a few words',
  why: 'TODO one or two sentences that a colleague would say aloud.',
  twins: [],
  *check(context) {
    for (const stage of context.graph.stages) {
      for (const step of stage.steps) {
        if (step.keyword !== 'WORKDIR' || step.rest.value !== 'todo') continue;
        yield { span: step.keywordSpan, message: 'TODO the thing first, bytes when they are known.' };
      }
    }
  },
});
`;
}

function testTemplate(rule: string): string {
  const [, id = ''] = rule.split('/');
  const name = id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return `// Edge cases of ${id}; the plain ones are its examples.
import { testRule } from '../../../../test/support/checkRule';
import ${name} from './${id}';

testRule(${name}, {
  finds: {
    'TODO what is shown, and that nothing else is found': \`FROM debian:12
  WORKDIR todo
# ^^^^^^^ TODO the thing first
\`,
  },
});
`;
}
