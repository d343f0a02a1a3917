// RULE shell-run-in-scratch: the id is the file name; the examples below are run as tests.
import { baseOf } from '../../facts/baseImage';
import { defineRule, type RuleExamples } from '../../rule';

const BRINGS = new Set(['COPY', 'ADD']);
const SHELL_FORMS = new Set(['RUN', 'CMD', 'ENTRYPOINT']);

export const examples: RuleExamples = {
  bad: ['FROM scratch\nRUN make\n', 'FROM gcr.io/distroless/static\nCMD app --serve\n'],
  fixed: [],
  good: [
    'FROM scratch\nCOPY app /app\nCMD ["/app"]\n',
    'FROM scratch\nCOPY --from=busybox:1.36 / /\nRUN true\n',
    'FROM gcr.io/distroless/base:debug\nCMD app --serve\n',
    'FROM scratch\nRUN ["/app"]\n',
  ],
};

export default defineRule({
  id: 'shell-run-in-scratch',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['graph', 'run-words'],
  fix: 'none',
  title: 'Shell form where there is no shell',
  why: 'The image is empty, or holds no shell: the builder or the container finds no `/bin/sh` and stops.',
  twins: ['tally/shell-run-in-scratch'],
  *check(context) {
    for (const stage of context.graph.stages) {
      if (baseOf(context, stage).hasShell !== false) continue;
      const chain = context.chainOf(stage);
      // Whatever is copied may bring a shell.
      let mayHaveShell = chain.some((one) => one !== stage && one.steps.some(({ keyword }) => BRINGS.has(keyword)));
      for (const step of stage.steps) {
        if (BRINGS.has(step.keyword) || step.keyword === 'SHELL') mayHaveShell = true;
        if (mayHaveShell || !SHELL_FORMS.has(step.keyword) || step.json || step.words.length === 0) continue;
        // A RUN with a mount may find a shell there.
        if (step.flags.some(({ name }) => name === 'mount')) continue;
        yield {
          span: step.keywordSpan,
          message: 'This is run by /bin/sh, and the image has none here. Use the JSON form.',
        };
      }
    }
  },
});
