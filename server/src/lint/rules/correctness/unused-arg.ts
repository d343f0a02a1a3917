// RULE unused-arg: the id is the file name; the examples below are run as tests.
import type { Instruction } from '../../../syntax/model';
import { firstUse, isReadByTools, isVolatile } from '../../facts/firstUse';
import { defineRule, type RuleExamples } from '../../rule';

/** A script of the project may read any variable. */
const runsScript = ({ keyword, original }: Instruction): boolean =>
  keyword === 'RUN' && /(?:^|\s|\/)[\w.-]+\.(?:sh|py|js|pl|rb|ps1)\b|\.\/[\w.-]+/.test(original.value);

export const examples: RuleExamples = {
  bad: ['FROM debian:12\nARG FLAVOUR=plain\nRUN make\n', 'FROM debian:12\nARG A B=1\nRUN echo $A\n'],
  fixed: [],
  good: [
    'FROM debian:12\nARG FLAVOUR=plain\nRUN make FLAVOUR=$FLAVOUR\n',
    'FROM debian:12\nARG FLAVOUR\nRUN python -c "import os; os.environ[\'FLAVOUR\']"\n',
    'FROM debian:12\nARG DEBIAN_FRONTEND=noninteractive\nRUN apt-get update\n',
    'FROM debian:12\nARG CACHEBUST=1\nRUN make\n',
    'FROM debian:12 AS a\nARG V=1\nFROM a\nRUN echo $V\n',
    'ARG TAG=12\nFROM debian:$TAG\n',
    'FROM debian:12\nARG V=1\nCOPY . .\nRUN ./build.sh\n',
  ],
};

export default defineRule({
  id: 'unused-arg',
  group: 'correctness',
  severity: 'hint',
  since: '0.1.0',
  reads: ['graph'],
  fix: 'none',
  title: 'ARG that nothing reads',
  why: 'A value given for it changes nothing but the cache: each new one runs the steps below again.',
  twins: [],
  *check(context) {
    for (const stage of context.graph.stages) {
      const lastScript = stage.steps.findLastIndex(runsScript);
      const above = context.above(stage);
      for (const [index, step] of stage.steps.entries()) {
        if (step.keyword !== 'ARG') continue;
        for (const { name, value } of step.items) {
          if (isReadByTools(name.text) || isVolatile(name.text) || /cache/i.test(name.text)) continue;
          // In the ARG itself another item may use it.
          if (step.items.some((item) => item.value !== value && item.value?.text.includes(`$${name.text}`))) continue;
          if (index < lastScript || firstUse(stage, index, name.text) !== -1) continue;
          if (above.some((one) => firstUse(one, -1, name.text) !== -1 || one.steps.some(runsScript))) continue;
          yield { span: name.span, message: `Nothing reads ${name.text} below.`, tag: 'unnecessary' };
        }
      }
    }
  },
});
