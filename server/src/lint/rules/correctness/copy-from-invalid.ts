// RULE copy-from-invalid: the id is the file name; the examples below are run as tests.
import { parseImageName } from '../../words/imageReference';
import { defineRule, type RuleExamples } from '../../rule';
import { stageMeant, stageReferences } from '../../facts/stageReferences';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nCOPY --from=Build/App /a /b\n',
    'ARG S=x\nFROM alpine\nCOPY --from=$S /a /b\n',
    'FROM alpine\nCOPY --from=5 /a /b\n',
    'FROM alpine\nRUN --mount=from=a:b:c,target=/x true\n',
  ],
  fixed: [],
  good: [
    'FROM alpine AS Build\nFROM alpine\nCOPY --from=BUILD /a /b\n',
    'FROM alpine\nFROM alpine\nCOPY --from=0 /a /b\n',
    'FROM alpine\nCOPY --from=nginx:1 /a /b\n',
  ],
};

export default defineRule({
  id: 'copy-from-invalid',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['from='],
  fix: 'none',
  title: '`from=` names neither a stage nor an image',
  why: 'The build stops here. Variables are not replaced in it: name a stage, and let its FROM have the variable.',
  twins: ['dockerfile-utils/FLAG_INVALID_FROM_VALUE'],
  *check(context) {
    for (const reference of stageReferences(context)) {
      const { kind, text, span } = reference;
      if (kind === 'from' || stageMeant(context, reference)) continue;
      if (text.includes('$')) {
        yield {
          span,
          message: `Variables are not replaced in from=: ${text} is looked for as it is, and the build stops here.`,
        };
      } else if (kind === 'copy' && /^\d+$/.test(text)) {
        yield { span, message: `There is no stage ${text}: the first is 0, and the build stops here.` };
      } else if (parseImageName(text) === undefined) {
        yield { span, message: `${text} is neither a stage nor the name of an image: the build stops here.` };
      }
    }
  },
});
