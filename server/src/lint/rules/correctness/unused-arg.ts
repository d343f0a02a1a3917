// RULE unused-arg: the id is the file name; the examples below are run as tests.
import { baseName } from '../../../shell/model';
import type { Instruction } from '../../../syntax/model';
import type { RuleContext, StageRun } from '../../context';
import { firstUse, isReadByTools, isVolatile } from '../../facts/firstUse';
import { defineRule, type RuleExamples } from '../../rule';

/** Programs that read no variable of which their words do not speak, but those of `isReadByTools`. */
const READS_ITS_WORDS: ReadonlySet<string> = new Set(
  (
    'apt apt-get apt-cache apt-key apt-mark dpkg apk yum dnf microdnf tdnf zypper rpm update-ca-certificates locale-gen ' +
    'add-apt-repository adduser addgroup useradd usermod groupadd groupmod deluser passwd chpasswd ' +
    'echo printf cat tee head tail cut tr sort uniq wc grep egrep sed awk find ls stat id uname date which command test [ ' +
    'mkdir rmdir cp mv rm ln chmod chown chgrp touch install mktemp tar gzip gunzip xz unzip zip ' +
    'curl wget gpg sha256sum sha512sum sha1sum md5sum cd export set unset true false : exit'
  ).split(' '),
);

/** Any other program, a script of the project for one, may read any variable. */
const mayReadAll = ({ run, script }: StageRun): boolean =>
  run.form !== 'shell' ||
  run.heredocs.length > 0 ||
  !script.parsed ||
  script.commands.some((command) => command.name !== undefined && !READS_ITS_WORDS.has(baseName(command) ?? ''));

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nARG FLAVOUR=plain\nRUN apt-get update && apt-get install -y curl\n',
    'FROM debian:12\nARG A B=1\nRUN echo $A\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nARG FLAVOUR=plain\nRUN make FLAVOUR=$FLAVOUR\n',
    // make takes each variable of its environment for one of its own.
    'FROM debian:12\nARG FLAVOUR=plain\nRUN make\n',
    'FROM debian:12\nARG FLAVOUR\nRUN python -c "import os; os.environ[\'FLAVOUR\']"\n',
    'FROM debian:12\nARG DEBIAN_FRONTEND=noninteractive\nRUN apt-get update\n',
    'FROM debian:12\nARG CACHEBUST=1\nRUN make\n',
    'FROM debian:12 AS a\nARG V=1\nFROM a\nRUN echo $V\n',
    'ARG TAG=12\nFROM debian:$TAG\n',
    'FROM debian:12\nARG V=1\nCOPY . .\nRUN ./build.sh\n',
    'FROM mambaorg/micromamba\nARG MAMBA_DOCKERFILE_ACTIVATE=1\nRUN echo x\n',
    // What looks like a comment is another rule’s.
    'FROM debian:12\nARG V=1 # of the tool\nRUN echo $V\n',
  ],
};

export default defineRule({
  id: 'unused-arg',
  group: 'correctness',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['arg'],
  fix: 'none',
  title: 'ARG that nothing reads',
  why: 'A value given for it changes nothing but the cache: each new one runs the steps below again.',
  twins: [],
  *check(context) {
    for (const stage of context.graph.stages) {
      const readers = new Map(
        [stage, ...context.above(stage)].map((one) => [one, context.runsOf(one).findLast(mayReadAll)?.index ?? -1]),
      );
      const lastReader = readers.get(stage) ?? -1;
      const above = context.above(stage);
      for (const [index, step] of stage.steps.entries()) {
        if (step.keyword !== 'ARG') continue;
        const comment = step.items.find(({ name }) => name.text.startsWith('#'))?.name.span.start ?? Infinity;
        for (const { name, value } of step.items) {
          if (name.span.start >= comment) break;
          if (isReadByTools(name.text) || isVolatile(name.text) || /cache/i.test(name.text)) continue;
          // In the ARG itself another item may use it.
          if (step.items.some((item) => item.value !== value && item.value?.text.includes(`$${name.text}`))) continue;
          if (index < lastReader || firstUse(stage, index, name.text) !== -1) continue;
          if (above.some((one) => firstUse(one, -1, name.text) !== -1 || (readers.get(one) ?? -1) !== -1)) continue;
          yield { span: name.span, message: messageFor(context, step, name.text), tag: 'unnecessary' };
        }
      }
    }
  },
});

function messageFor({ graph }: RuleContext, { line }: Instruction, name: string): string {
  const later = graph.stages.find(
    ({ from }) =>
      from.line > line && [...(from.image?.text ?? '').matchAll(/\$\{?(\w+)/g)].some((use) => use[1] === name),
  );
  return later
    ? `Nothing in this stage reads ${name}: the FROM in line ${String(later.from.line + 1)} sees only what is declared above the first FROM.`
    : `Nothing reads ${name} below.`;
}
