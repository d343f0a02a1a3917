// RULE copy-source-outside-context: the id is the file name; the examples below are run as tests.
import { cleanPath } from '../../../base/posixPath';
import { flagOf } from '../../../syntax/model';
import { instructionsOf } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM alpine\nCOPY ../src /src\n', 'FROM alpine\nCOPY a b/../../c /src/\n', 'FROM alpine\nADD .. /src/\n'],
  fixed: ['FROM alpine\nCOPY src /src\n', 'FROM alpine\nCOPY a c /src/\n', 'FROM alpine\nADD . /src/\n'],
  good: [
    'FROM alpine\nCOPY a/../b /src\n',
    'FROM alpine\nCOPY --from=x ../b /src\n',
    'FROM alpine\nADD https://example.com/../a /src\n',
    'FROM alpine\nCOPY ..a /src\n',
  ],
};

export default defineRule({
  id: 'copy-source-outside-context',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['..'],
  fix: 'confirm',
  title: 'A source above the build context',
  why: 'Builders cut the leading `../` off: what is copied is the path of that name inside the context, or nothing.',
  twins: ['dockerfilelint/add_src_invalid'],
  *check({ model }) {
    for (const instruction of instructionsOf(model, 'COPY', 'ADD')) {
      if (instruction.keyword === 'COPY' && flagOf(instruction, 'from')) continue;
      for (const { text, span } of instruction.sources) {
        const path = cleanPath(text.replace(/^["']|["']$/g, ''));
        if (text.includes('$') || /^[a-z+]+:\/\//i.test(text) || !/^\.\.(?:\/|$)/.test(path)) continue;
        const inside = path.replace(/^(?:\.\.\/?)+/, '') || '.';
        const isPlain = model.text.slice(span.start, span.end) === text && !/["']/.test(text);
        yield {
          span,
          message: `${text} leads out of the build context: builders take ${inside} in the context instead.`,
          ...(isPlain && {
            fixes: [{ class: 'confirm' as const, title: `Write ${inside}`, edits: [{ span, newText: inside }] }],
          }),
        };
      }
    }
  },
});
