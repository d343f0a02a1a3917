// RULE sha256sum-spaces: the id is the file name; the examples below are run as tests.
import type { TextEdit } from '../../../base/textEdit';
import { baseName } from '../../../shell/model';
import { commandsOf } from '../../facts/commandIndex';
import { canEdit } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';
import { safely } from '../../facts/switches';

const SUM = '24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d';

export const examples: RuleExamples = {
  bad: [
    `FROM alpine:3.22\nRUN echo "${SUM} a.tgz" | sha256sum -c -\n`,
    `FROM alpine:3.22\nARG SUM\nRUN echo "$SUM a.tgz" | sha256sum -c\n`,
  ],
  fixed: [`FROM alpine:3.22\nRUN echo "${SUM}  a.tgz" | sha256sum -c -\n`],
  good: [
    `FROM alpine:3.22\nRUN echo "${SUM}  a.tgz" | sha256sum -c -\n`,
    `FROM alpine:3.22\nRUN echo "${SUM} *a.tgz" | sha256sum -c -\n`,
    `FROM alpine:3.22\nRUN echo "${SUM} a.tgz" > sums\n`,
    'FROM alpine:3.22\nRUN echo "some text" | sha256sum\n',
  ],
};

const ONE_BLANK = /^["'](?:[0-9a-fA-F]{32,128}|\$\{?\w+\}?) (?=[^ *"'])/;
const CHECKS = /^(?:sha\d+sum|shasum|md5sum|b2sum)$/;

export default defineRule({
  id: 'sha256sum-spaces',
  group: 'shell',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['sum'],
  fix: 'safe',
  title: 'One blank between a checksum and its file',
  why: 'The format has two characters there, two blanks or a blank and an asterisk. Newer coreutils forgive it, busybox and older ones do not.',
  twins: ['parfum/sha256sumEchoOneSpaces'],
  *check(context) {
    for (const { run, command, at: index } of commandsOf(context, 'echo', 'printf')) {
      const { pipe } = command;
      const word = command.args.find(({ raw }) => ONE_BLANK.test(raw));
      if (!word || pipe.at + 1 >= pipe.of) continue;
      const next = run.script.commands[index + 1];
      const checks =
        next &&
        CHECKS.test(baseName(next) ?? '') &&
        next.args.some(({ text }) => /^(?:-\w*c\w*|--check)$/.test(text ?? ''));
      if (!checks) continue;
      const blank = word.raw.indexOf(' ');
      const at = run.docSpan({ start: word.span.start + blank, end: word.span.start + blank + 1 });
      const edits: TextEdit[] = [{ span: { start: at.end, end: at.end }, newText: ' ' }];
      yield {
        span: run.docSpan(word.span),
        message: 'Two blanks belong between a checksum and its file: not every program takes one.',
        ...safely('Insert a blank', word.text !== undefined && canEdit(run, command) ? edits : undefined),
      };
    }
  },
});
