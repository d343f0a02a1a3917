// RULE missing-cmd: the id is the file name; the examples below are run as tests.
import { targetPlace } from '../../facts/places';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM golang:1.25 AS build\nRUN go build -o /app\nFROM scratch\nCOPY --from=build /app /app\n',
    'FROM scratch AS base\nCOPY app /\nFROM base\nENV A=1\n',
  ],
  fixed: [],
  good: [
    'FROM scratch\nCOPY app /\nCMD ["/app"]\n',
    'FROM scratch\nCOPY app /\nENTRYPOINT ["/app"]\n',
    'FROM debian:12\nCOPY app /\n',
    'FROM debian:12 AS build\nFROM scratch AS export\nCOPY --from=build /out /\n',
    'FROM scratch\nADD rootfs.tar.xz /\n',
  ],
};

export default defineRule({
  id: 'missing-cmd',
  group: 'correctness',
  severity: 'off',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['scratch', '$'],
  fix: 'none',
  title: 'The image has nothing to run',
  why: 'Neither CMD nor ENTRYPOINT, and nothing to inherit one from: `docker run` needs to be told what to start.',
  twins: ['droast/DF036', 'droast/DF017', 'dockerfile_lint/required-cmd'],
  differs:
    'Only on scratch, where no base can bring one; stages that are there to be exported, and root file systems, are left alone.',
  *check(context) {
    const { target, chain } = context.graph;
    const span = targetPlace(context);
    if (!target || !span || chain[0]?.base.kind !== 'scratch') return;
    if (
      /export|artifact|output|binar|release|^(?:out|bin|dist|rootfs|files|update.*|.*-files)$/.test(target.name ?? '')
    )
      return;
    const steps = chain.flatMap((stage) => stage.steps);
    if (steps.some(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT')) return;
    // A whole file system is a base for others.
    if (steps.some(({ keyword, rest }) => keyword === 'ADD' || (keyword === 'COPY' && /\s\/\s+\/$/.test(rest.value))))
      return;
    if (!steps.some(({ keyword }) => keyword === 'COPY')) return;
    yield { span, message: 'This image has neither CMD nor ENTRYPOINT: docker run needs to be told what to start.' };
  },
});
