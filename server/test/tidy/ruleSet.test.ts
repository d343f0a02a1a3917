// What holds for every lint rule: its name, its words, its documents, its size.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ruleFiles } from '../../../scripts/gen/registry';
import { inRepo } from '../../../scripts/repo.mjs';
import { buildGraph } from '../../src/build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../../src/build/options';
import { RULES } from '../../src/lint/registry.generated';
import { runsIn } from '../../src/lint/pass';
import { DEFAULT_LINT_OPTIONS, lint } from '../../src/lint/run';
import type { ShellParser } from '../../src/shell/model';
import type { DockerfileModel } from '../../src/syntax/model';
import { parseDockerfile } from '../../src/syntax/parse';
import { EXAMPLES } from '../support/examples.generated';

/** Lines of check code that a rule may have without saying why (`// Long: …`): more is a word missing in shell/ or build/. */
const MAX_CHECK_LINES = 80;

test('the registry holds every file of rules/, under its name and in its group', () => {
  assert.deepEqual(
    RULES.map(({ group, id }) => `${group}/${id}`),
    ruleFiles(),
  );
});

const { version } = JSON.parse(readFileSync(inRepo('package.json'), 'utf8')) as { version: string };

/** Lines that are neither blank, nor comment, nor import, nor part of the rule's data. */
function checkLines(source: string): number {
  const data = /(?:export const examples|export default defineRule\()[\s\S]*?(?=^ {2}\*?check\()/m;
  return source
    .replace(data, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*(?:\/\/|\/\*|\*)/.test(line) && !line.startsWith('import ')).length;
}

const WITH_SCRIPTS = 'FROM debian:12\nRUN A=1 make\nENV DEBUG=1\nRUN apt-get update\nONBUILD RUN pip install a\n';
const NO_SHELL: ShellParser = {
  parse: () => {
    throw new Error('it asks for scripts, and does not say that it reads `shell`');
  },
};
const rethrow = (_: string, error: unknown): never => {
  throw error;
};

const WORDS: ReadonlySet<PropertyKey> = new Set(['words', 'rest', 'original']);

/** A model whose RUNs may be seen and not read. */
const withClosedRuns = (model: DockerfileModel): DockerfileModel => ({
  ...model,
  instructions: model.instructions.map((instruction) =>
    instruction.keyword !== 'RUN'
      ? instruction
      : new Proxy(instruction, {
          get(run, key) {
            if (WORDS.has(key))
              throw new Error(`it asks for the ${String(key)} of a RUN, and does not say \`run-words\``);
            return Reflect.get(run, key) as unknown;
          },
        }),
  ),
});

for (const rule of RULES) {
  test(rule.id, async (t) => {
    const { id, group, title, why, fix, twins, reads, since } = rule;
    const { bad, fixed, good } = EXAMPLES[id] ?? { bad: [], fixed: [], good: [] };
    await t.test('its id is kebab-case', () => {
      assert.match(id, /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
    });
    await t.test('it is documented', () => {
      assert.ok(existsSync(inRepo('docs', 'rules', `${id}.md`)));
      assert.match(title, /^\S.*[^.]$/, 'a title is no sentence');
      assert.match(why, /^[A-Z].*[.]$/s, 'why is one');
      for (const text of [title, why]) assert.doesNotMatch(text, /TODO/);
    });
    await t.test('it has examples, and one fix for each bad one if it has fixes at all', () => {
      assert.ok(bad.length > 0);
      assert.ok(good.length > 0);
      if (fix === 'none') assert.equal(fixed.length, 0);
      else assert.ok(fixed.length > 0 && fixed.length <= bad.length, 'the first bad examples are those with a fix');
    });
    await t.test('it says what it reads', () => {
      assert.ok(reads.length > 0);
      assert.equal(new Set(reads).size, reads.length);
      if (reads.includes('shell') || reads.includes('layers')) return;
      // On the longest files such rules run on each keystroke, and the others' scripts are not read for them.
      for (const text of [...bad, ...good, WITH_SCRIPTS]) {
        const graph = buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS);
        lint(graph, NO_SHELL, { ...DEFAULT_LINT_OPTIONS, rules: 'all', onRuleError: rethrow }, [rule]);
      }
    });
    await t.test('it looks into no RUN unless it says so', () => {
      if (!runsIn('keystroke', rule) || reads.includes('run-words')) return;
      // Such rules do not run while somebody types in a RUN.
      for (const text of [...bad, ...good, WITH_SCRIPTS]) {
        const graph = buildGraph(withClosedRuns(parseDockerfile(text)), DEFAULT_BUILD_OPTIONS);
        lint(graph, NO_SHELL, { ...DEFAULT_LINT_OPTIONS, rules: 'all', onRuleError: rethrow }, [rule]);
      }
    });
    await t.test('its twins are named tool/check', () => {
      for (const twin of twins) assert.match(twin, /^[a-z][a-z_-]*\/[A-Za-z0-9_][\w.-]*$/);
    });
    await t.test('it is not from the future', () => {
      assert.ok(since.localeCompare(version, 'en', { numeric: true }) <= 0, `since ${since}, but this is ${version}`);
    });
    await t.test('its check is short, or says why not', () => {
      const source = readFileSync(inRepo('server', 'src', 'lint', 'rules', group, `${id}.ts`), 'utf8');
      const lines = checkLines(source);
      assert.ok(lines <= MAX_CHECK_LINES || /^\/\/ Long: \S/m.test(source), `${String(lines)} lines of check code`);
    });
  });
}
