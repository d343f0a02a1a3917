// RULE bind-mount-over-copy: the id is the file name; the examples below are run as tests.
import { joinPath } from '../../../base/posixPath';
import { frontendOf, NEWEST_FRONTEND } from '../../../build/options';
import type { RuleContext, StageRun } from '../../context';
import { contextCopies, goesIntoFolder, type StageCopy } from '../../facts/copies';
import { removeInstruction } from '../../edits';
import type { Fix } from '../../rule';
import { defineRule, type RuleExamples } from '../../rule';

/** Files that are read once: lists of packages, packages, patches. */
const ONE_TIME = /^(?:requirements[\w.-]*\.txt|[\w.+-]+\.(?:whl|deb|rpm|apk|patch|diff))$/;

/** For each of them the rest of the file is read; more are nobody's Dockerfile. */
const MOST_CANDIDATES = 100;

/** Not where the RUN deletes it: what is mounted cannot be deleted. */
function mountInstead(context: RuleContext, copy: StageCopy, run: StageRun, source: string, name: string): Fix[] {
  const { instruction, stage, index } = copy;
  const to = instruction.destination?.text ?? '';
  const scope = context.scopeBefore(stage, index);
  const changes = run.script.commands.some(({ name: program }) =>
    /^(?:rm|mv|sed|chmod|chown)$/.test(program?.text ?? ''),
  );
  if (changes || !run.script.parsed || run.run.form !== 'shell' || instruction.flags.length > 0) return [];
  if (/[$*?[]/.test(source + to) || to === '' || (!to.startsWith('/') && !scope.workdirSure)) return [];
  const path = joinPath('/', scope.workdir, to);
  const target = goesIntoFolder(copy) ? joinPath('/', path, name) : path;
  // A folder that exists takes the file in: nobody knows without a slash.
  if (!goesIntoFolder(copy) && !to.endsWith(name)) return [];
  const at = run.run.keywordSpan.end;
  const from = source.replace(/^(?:\.?\/)+/, '');
  return [
    {
      class: 'confirm',
      title: `Mount ${name} into the RUN instead`,
      edits: [
        removeInstruction(context.model, instruction),
        { span: { start: at, end: at }, newText: ` --mount=type=bind,source=${from},target=${target}` },
      ],
    },
  ];
}

export const examples: RuleExamples = {
  bad: [
    'FROM python:3.12\nCOPY requirements.txt /tmp/\nRUN pip install -r /tmp/requirements.txt\nCMD ["python"]\n',
    'FROM debian:12\nCOPY pkg/tool.deb /opt/tool.deb\nRUN dpkg -i /opt/tool.deb && rm /opt/tool.deb\n',
  ],
  fixed: [
    'FROM python:3.12\nRUN --mount=type=bind,source=requirements.txt,target=/tmp/requirements.txt pip install -r /tmp/requirements.txt\nCMD ["python"]\n',
  ],
  good: [
    'FROM python:3.12\nCOPY requirements.txt /app/\nRUN pip install -r /app/requirements.txt\nCMD ["check", "requirements.txt"]\n',
    'FROM python:3.12\nCOPY app.py /app/\nRUN python /app/app.py\n',
    'FROM debian:12\nADD https://example.com/tool.deb /opt/tool.deb\nRUN dpkg -i /opt/tool.deb\n',
    'FROM python:3.12\nCOPY requirements.txt /app/\nCOPY src /app/src\nRUN make\n',
    '# syntax=docker/dockerfile:1.1\nFROM python:3.12\nCOPY requirements.txt /tmp/\nRUN pip install -r /tmp/requirements.txt\n',
  ],
};

export default defineRule({
  id: 'bind-mount-over-copy',
  group: 'cache',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['requirements', '.whl', '.deb', '.rpm', '.apk', '.patch', '.diff'],
  fix: 'confirm',
  title: 'File copied only for the RUN that follows',
  why: 'It makes a layer of its own and stays in the image. A bind mount lets that one RUN read it and leaves nothing behind.',
  twins: ['tally/prefer-gemfile-bind-mounts'],
  *check(context) {
    if ((frontendOf(context.model) ?? NEWEST_FRONTEND) < 2) return;
    let candidates = 0;
    for (const stage of context.graph.chain) {
      for (const copy of contextCopies(stage)) {
        const { instruction, index } = copy;
        const [word] = instruction.sources;
        if (!word || instruction.sources.length !== 1 || instruction.heredocSources.length > 0) continue;
        // What ADD fetches is not in the context.
        if (/^[a-z][a-z0-9+.-]*:|^git@/i.test(word.text)) continue;
        const name = word.text.slice(word.text.lastIndexOf('/') + 1);
        const next = ONE_TIME.test(name) ? stage.steps[index + 1] : undefined;
        const run = next && context.runAt(next);
        if (!run?.script.text.includes(name) || ++candidates > MOST_CANDIDATES) continue;
        const later = [...stage.steps.slice(index + 2), ...context.above(stage).flatMap(({ steps }) => steps)];
        if (later.some((step) => step.original.value.includes(name))) continue;
        yield {
          span: word.span,
          message: `Only the RUN in line ${String(run.run.line + 1)} reads ${name}: a bind mount would leave neither layer nor file.`,
          fixes: mountInstead(context, copy, run, word.text, name),
        };
      }
    }
  },
});
