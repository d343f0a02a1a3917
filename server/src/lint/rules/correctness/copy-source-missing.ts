// RULE copy-source-missing: the id is the file name; the examples below are run as tests.
import { missingSources } from '../../facts/missingSources';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  files: { 'package.json': '{}', 'src/app.js': 'run()', 'dist/.keep': '' },
  bad: [
    'FROM alpine\nCOPY pakage.json /app/\n',
    'FROM alpine\nCOPY package.json src/main.js /app/\n',
    'FROM alpine\nADD ["missing folder", "/app/"]\n',
  ],
  fixed: [],
  good: [
    'FROM alpine\nCOPY package.json src /app/\n',
    'FROM alpine\nCOPY ./src/../package.json /app/\n',
    'FROM alpine\nCOPY *.lock /app/\n',
    'FROM alpine\nADD https://example.com/a.tgz /app/\n',
    'FROM alpine\nARG WHAT\nCOPY $WHAT /app/\n',
    'FROM alpine AS build\nCOPY missing /\nFROM alpine\nCOPY src /app/\n',
    'FROM alpine AS build\nRUN make\nFROM alpine\nCOPY --from=build /out /app/\n',
  ],
};

export default defineRule({
  id: 'copy-source-missing',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['context'],
  fix: 'none',
  title: 'COPY or ADD of a path that the build context does not have',
  why: 'The builder stops with an error at this line: source paths are looked up in the build context, not beside the Dockerfile.',
  twins: [],
  *check(context) {
    for (const { word, path, fact, keptOutBy, stage } of missingSources(context)) {
      if (keptOutBy) continue;
      yield {
        span: word.span,
        message: `There is no ${path} in the build context (${fact.label}): the build stops here.`,
        ...(fact.assumed || fact.mayGrow === true || !context.graph.reachable.has(stage.index)
          ? { severity: 'hint' as const }
          : {}),
      };
    }
  },
});
