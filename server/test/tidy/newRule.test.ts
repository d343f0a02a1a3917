// `npm run new-rule` writes a rule that compiles, is registered and documented, and whose TODOs are not forgotten.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { check, compile, run, TreeCopy } from './tree';

const tree = new TreeCopy();
after(() => {
  tree.remove();
});

const newRule = (name: string): ReturnType<typeof run> => run(tree.root, 'scripts/run.mjs', 'scripts/newRule.ts', name);

test('the scaffold is a rule that is registered, documented, tested and compiles', () => {
  const { failed, output } = newRule('layer/planted-rule');
  assert.ok(!failed, output);
  assert.match(
    tree.read('server/src/lint/registry.generated.ts') ?? '',
    /import plantedRule from '.\/rules\/layer\/planted-rule'/,
  );
  assert.match(tree.read('docs/rules/planted-rule.md') ?? '', /`planted-rule` · layer · warning/);
  assert.match(tree.read('docs/rules/README.md') ?? '', /planted-rule\.md/);
  assert.match(tree.read('package.json') ?? '', /"planted-rule"/);
  const generated = check(tree.root, 'generated');
  assert.ok(!generated.failed, generated.output);
  assert.match(tree.read('server/src/lint/rules/layer/planted-rule.test.ts') ?? '', /testRule\(plantedRule, /);
  const core = compile(tree.root, 'server/tsconfig.core.json');
  assert.ok(!core.failed, core.output);
});

test('a file that was edited by hand is reported with the command to run', () => {
  tree.plant('docs/settings.md', 'by hand');
  const { failed, output } = check(tree.root, 'generated');
  tree.heal();
  assert.ok(failed);
  assert.match(output, /docs\/settings\.md/);
  assert.match(output, /Run: npm run gen/);
});

test('a page of a rule that is gone is reported', () => {
  tree.plant('docs/rules/gone-rule.md', '# Gone');
  const { failed, output } = check(tree.root, 'generated');
  tree.heal();
  assert.ok(failed);
  assert.match(output, /gone-rule\.md/);
});

for (const [name, expected] of [
  ['layer/update-alone', /There is a rule layer\/update-alone already/],
  ['size/update-alone', /There is a rule layer\/update-alone already/],
  ['no-group', /not a group and a kebab-case id/],
  ['layer/CamelCase', /not a group and a kebab-case id/],
  ['fruit/apple', /There is no group fruit/],
] as const) {
  test(`${name} is refused`, () => {
    const { failed, output } = newRule(name);
    assert.ok(failed);
    assert.match(output, expected);
  });
}
