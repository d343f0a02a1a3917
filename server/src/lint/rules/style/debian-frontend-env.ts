// RULE debian-frontend-env: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { stepsWith } from '../../facts/stepIndex';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nENV DEBIAN_FRONTEND=noninteractive\nRUN apt-get update\n',
    'FROM debian:12\nENV DEBIAN_FRONTEND noninteractive\n',
    'FROM debian:12\nENV LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive\n',
  ],
  fixed: [
    'FROM debian:12\nARG DEBIAN_FRONTEND=noninteractive\nRUN apt-get update\n',
    'FROM debian:12\nARG DEBIAN_FRONTEND=noninteractive\n',
  ],
  good: [
    'FROM debian:12\nARG DEBIAN_FRONTEND=noninteractive\n',
    'FROM debian:12\nRUN DEBIAN_FRONTEND=noninteractive apt-get install -y tzdata\n',
    'FROM debian:12 AS build\nENV DEBIAN_FRONTEND=noninteractive\nFROM debian:12\n',
    'FROM debian:12\nENV DEBIAN_FRONTEND=noninteractive\nRUN apt-get update\nENV DEBIAN_FRONTEND=\n',
  ],
};

export default defineRule({
  id: 'debian-frontend-env',
  group: 'style',
  severity: 'info',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['debian_frontend'],
  fix: 'confirm',
  title: '`DEBIAN_FRONTEND` is fixed for every container of the image',
  why: 'Whoever installs something in a container is never asked anything then. An ARG is there for the build’s RUNs alone.',
  twins: [],
  *check(context) {
    for (const { stage, step, onbuild } of stepsWith(context, 'ENV')) {
      if (onbuild || !context.isShipped(stage)) continue;
      for (const { key, value } of step.pairs) {
        if (key.text !== 'DEBIAN_FRONTEND' || !/^["']?noninteractive["']?$/.test(value.text)) continue;
        const { target } = context.graph;
        const last = target && context.scopeBefore(target, target.steps.length).get('DEBIAN_FRONTEND');
        if (last !== 'noninteractive') continue;
        const newText = `${step.name === 'env' ? 'arg' : 'ARG'} DEBIAN_FRONTEND=${value.text}`;
        yield {
          span: { start: key.span.start, end: value.span.end },
          message: 'This is in every container of the image, not only in the build.',
          ...confirmed('Use ARG', step.pairs.length === 1 ? [{ span: step.span, newText }] : undefined),
        };
      }
    }
  },
});
