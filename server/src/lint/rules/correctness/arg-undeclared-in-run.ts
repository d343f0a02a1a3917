// RULE arg-undeclared-in-run: the id is the file name; the examples below are run as tests.
import type { ShellCommand, ShellWord } from '../../../shell/model';
import { globalItems } from '../../facts/baseNames';
import { insertInstructionBefore } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';

/** Dockerfile reference, "Automatic platform ARGs in the global scope". */
const PLATFORM_ARGS = ['TARGET', 'BUILD'].flatMap((side) =>
  ['PLATFORM', 'OS', 'ARCH', 'VARIANT'].map((what) => side + what),
);

function variablesOf({ args, redirects, assignments, name }: ShellCommand): { word: ShellWord; name: string }[] {
  const found: { word: ShellWord; name: string }[] = [];
  const add = (word: ShellWord | undefined): void => {
    // A word with a text has none.
    if (!word || word.text !== undefined) return;
    for (const part of word.parts) if (part.kind === 'variable') found.push({ word, name: part.name });
  };
  add(name);
  for (const word of args) add(word);
  for (const { target } of redirects) add(target);
  for (const { value } of assignments) add(value);
  return found;
}

/** `read X`, `export X=1`, `for X in …`: the script sets it itself. */
const setBy = ({ name, args }: ShellCommand): string[] =>
  /^(?:read|export|declare|local|typeset|readonly|getopts|for|printf)$/.test(name?.text ?? '')
    ? args.flatMap(({ text, raw }) => /^[A-Za-z_]\w*/.exec(text ?? raw)?.[0] ?? [])
    : [];

export const examples: RuleExamples = {
  bad: [
    'ARG VERSION=1\nFROM debian:12\nRUN make VERSION=$VERSION\n',
    'FROM debian:12\n# fetch\nRUN curl -fsSL https://e.org/tool-${TARGETARCH} -o /tool\n',
  ],
  fixed: [
    'ARG VERSION=1\nFROM debian:12\nARG VERSION\nRUN make VERSION=$VERSION\n',
    'FROM debian:12\nARG TARGETARCH\n# fetch\nRUN curl -fsSL https://e.org/tool-${TARGETARCH} -o /tool\n',
  ],
  good: [
    'ARG VERSION=1\nFROM debian:12\nARG VERSION\nRUN make VERSION=$VERSION\n',
    'ARG VERSION=1\nFROM debian:12\nRUN VERSION=2; echo $VERSION\n',
    'ARG VERSION=1\nFROM debian:12\nENV VERSION=3\nRUN echo $VERSION\n',
    "FROM debian:12\nRUN echo '$TARGETARCH'\n",
    'FROM debian:12\nRUN for TARGETOS in a b; do echo $TARGETOS; done\n',
    'FROM debian:12 AS a\nARG TARGETARCH\nFROM a\nRUN echo $TARGETARCH\n',
    'FROM debian:12\nRUN echo $HOME $SOMETHING\n',
  ],
};

export default defineRule({
  id: 'arg-undeclared-in-run',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['arg', ...PLATFORM_ARGS.map((name) => name.toLowerCase())],
  fix: 'confirm',
  title: 'RUN uses an ARG that its stage does not declare',
  why: "An ARG in front of the first FROM, and the builder's own such as TARGETARCH, reach a stage only through an ARG of its own: the shell sees nothing.",
  twins: ['sonar/S6579'],
  *check(context) {
    const names = new Set([...globalItems(context.model).map(({ name }) => name.text), ...PLATFORM_ARGS]);
    for (const stage of context.graph.stages) {
      const told = new Set<string>();
      for (const run of context.runsOf(stage)) {
        if (!run.script.text.includes('$')) continue;
        const scope = context.scopeBefore(stage, run.index);
        const assigned = new Set(
          [...run.script.text.matchAll(/\bfor\s+([A-Za-z_]\w*)/g)].map(([, name]) => name ?? ''),
        );
        for (const command of run.script.commands) {
          for (const { word, name } of variablesOf(command)) {
            if (!names.has(name) || told.has(name) || assigned.has(name) || scope.declares(name)) continue;
            told.add(name);
            const edit = insertInstructionBefore(context.model, run.run, `ARG ${name}`);
            yield {
              span: run.docSpan(word.span),
              message: `${name} is empty here: this stage does not declare it.`,
              fixes: [{ class: 'confirm', title: `Insert ARG ${name}`, edits: [edit] }],
            };
          }
          for (const { name } of command.assignments) assigned.add(name);
          for (const name of setBy(command)) assigned.add(name);
        }
      }
    }
  },
});
