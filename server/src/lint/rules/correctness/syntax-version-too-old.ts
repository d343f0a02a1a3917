// RULE syntax-version-too-old: the id is the file name; the examples below are run as tests.
import { frontendOf } from '../../../build/options';
import { defineRule, type RuleExamples } from '../../rule';
import { usedFeatures } from '../../words/syntaxFeatures';

export const examples: RuleExamples = {
  bad: [
    '# syntax=docker/dockerfile:1.3\nFROM alpine\nRUN <<E\nmake\nE\n',
    '# syntax=docker/dockerfile:1.2.1\nFROM alpine\nCOPY --link a /b\n',
    '# syntax=docker/dockerfile:1.9\nFROM alpine\nRUN --mount=type=secret,id=a,env=A make\n',
  ],
  fixed: [
    '# syntax=docker/dockerfile:1\nFROM alpine\nRUN <<E\nmake\nE\n',
    '# syntax=docker/dockerfile:1\nFROM alpine\nCOPY --link a /b\n',
    '# syntax=docker/dockerfile:1\nFROM alpine\nRUN --mount=type=secret,id=a,env=A make\n',
  ],
  good: [
    '# syntax=docker/dockerfile:1\nFROM alpine\nCOPY --parents a /b\n',
    '# syntax=docker/dockerfile:1.4\nFROM alpine\nCOPY --link a /b\n',
    '# syntax=docker/dockerfile:1.3-labs\nFROM alpine\nRUN <<E\nmake\nE\n',
    'FROM alpine\nCOPY --parents a /b\n',
    '# syntax=example.com/other:1.1\nFROM alpine\nCOPY --link a /b\n',
  ],
};

export default defineRule({
  id: 'syntax-version-too-old',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax', 'run-words'],
  mentions: ['syntax'],
  fix: 'confirm',
  title: 'Newer than the syntax that the file asks for',
  why: 'The frontend of the `# syntax=` line reads the file, whatever the builder is, and that version stops here.',
  twins: [],
  *check({ model }) {
    const directive = model.directives.find(({ name }) => name === 'syntax');
    const frontend = frontendOf(model);
    // The channels `-labs` and `-experimental` have things long before.
    if (!directive || frontend === undefined || /:1\.[\d.]+-/.test(directive.value)) return;
    for (const { what, since, span } of usedFeatures(model)) {
      if (since <= frontend) continue;
      const tag = /:1\.\d+(?:\.\d+)?$/.exec(directive.value);
      const end = directive.span.start + model.text.slice(directive.span.start, directive.span.end).trimEnd().length;
      const edits = tag ? [{ span: { start: end - tag[0].length, end }, newText: ':1' }] : undefined;
      yield {
        span,
        message: `${what} needs docker/dockerfile:1.${String(since)}; this file asks for 1.${String(frontend)}.`,
        related: [{ span: directive.span, message: 'The version asked for' }],
        ...(edits && {
          fixes: [{ class: 'confirm' as const, title: 'Ask for docker/dockerfile:1, the newest', edits }],
        }),
      };
    }
  },
});
