// The documents of every rule are run.
import { RULES } from '../../src/lint/registry.generated';
import { EXAMPLES } from '../support/examples.generated';
import { testExamples } from '../support/ruleExamples';

for (const rule of RULES) {
  const examples = EXAMPLES[rule.id];
  if (examples) testExamples(rule, examples, RULES);
}
