// RULE privileged-mention: the id is the file name; the examples below are run as tests.
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';
import { stepsWith } from '../../facts/stepIndex';

export const examples: RuleExamples = {
  bad: [
    'FROM fedora:42\nLABEL RUN="docker run -d --privileged IMAGE"\n',
    'FROM docker:28-cli\nRUN docker run --privileged alpine true\n',
  ],
  fixed: [],
  good: ['FROM fedora:42\nLABEL RUN="docker run -d IMAGE"\n', 'FROM fedora:42\nRUN echo --privileged\n'],
};

export default defineRule({
  id: 'privileged-mention',
  group: 'security',
  severity: 'off',
  since: '0.1.0',
  reads: ['shell', 'syntax'],
  mentions: ['privileged'],
  fix: 'none',
  title: 'The image asks to be run with all privileges',
  why: 'A privileged container is root on its host. For policies that want such images known.',
  twins: ['dockerfile_lint/privileged_run_container'],
  *check(context) {
    const message = 'A container that is started so is root on its host.';
    for (const { step } of stepsWith(context, 'LABEL'))
      for (const { value } of step.pairs)
        if (/\brun\b/.test(value.text) && /--privileged\b/.test(value.text)) yield { span: value.span, message };
    for (const { run, command } of commandsOf(context, 'docker', 'podman'))
      for (const { text, span } of command.args)
        if (text === '--privileged') yield { span: run.docSpan(span), message };
  },
});
