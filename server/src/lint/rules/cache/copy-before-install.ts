// RULE copy-before-install: the id is the file name; the examples below are run as tests.
// Long: a COPY of everything, one of a folder, and the order that the fix makes of them are one argument.
import type { Stage } from '../../../build/graph';
import { mountsOf } from '../../../build/mounts';
import { flagOf } from '../../../syntax/model';
import type { RuleContext, StageRun } from '../../context';
import { entering } from '../../facts/contextFact';
import { TreeSearch } from '../../facts/copiedFolders';
import { bringsFolderOf } from '../../facts/folderCopies';
import { contextCopies, goesIntoFolder, sourceNaming, wholeSource, type StageCopy } from '../../facts/copies';
import { removeInstruction } from '../../edits';
import { manifestOf, needsOnlyManifest, type Manifest } from '../../facts/manifests';
import { defineRule, type Finding, type Fix, type RuleExamples } from '../../rule';

/** The manifest came before, in this stage or in one below: then somebody has thought of it. */
const isCopiedAlone = (context: RuleContext, { stage, index }: StageRun, { file, locks }: Manifest): boolean =>
  context
    .chainOf(stage)
    .flatMap(contextCopies)
    .some(
      (copy) =>
        (copy.stage !== stage || copy.index < index) && [file, ...locks].some((name) => sourceNaming(copy, name)),
    );

const PACKAGES = new Set(['node_modules', 'vendor', '.venv', 'venv', '.git']);
const searches = new Map<string, TreeSearch>();

/** Workspaces install from several manifests: which of them are needed, their text says. */
function hasMoreManifests({ context }: RuleContext, { file }: Manifest): boolean {
  if (!context || file.includes('/')) return false;
  let search = searches.get(file);
  if (!search) searches.set(file, (search = new TreeSearch((name) => name === file, 2, PACKAGES)));
  return search.in(entering(context)).length > 1;
}

/** Only where the install is the very next instruction and all that its RUN does. */
function installFirst({ context, model }: RuleContext, copy: StageCopy, run: StageRun, manifest: Manifest): Fix[] {
  const { instruction } = copy;
  const { destination } = instruction;
  const isAlone = run.index === copy.index + 1 && run.run.form === 'shell' && run.script.elements.length === 1;
  if (!context || !isAlone || !run.script.parsed || !destination || instruction.json || !goesIntoFolder(copy))
    return [];
  const there = entering(context).children;
  const names = [manifest.file, ...manifest.locks].filter((name) => there.has(name));
  const { text } = model;
  if (names[0] !== manifest.file || model.comments.some(({ span }) => isInside(span, run.run.span))) return [];
  const at = text.lastIndexOf('\n', instruction.span.start - 1) + 1;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const flags = instruction.flags.map(({ span }) => `${text.slice(span.start, span.end)} `).join('');
  const folder = destination.text === '.' ? './' : destination.text;
  const first = `${instruction.name} ${flags}${names.join(' ')} ${folder}`;
  const install = text.slice(run.run.span.start, run.run.span.end);
  return [
    {
      class: 'confirm',
      title: `Copy ${names.join(' and ')} first and install from them`,
      edits: [
        { span: { start: at, end: at }, newText: `${first}${lineEnd}${install}${lineEnd}` },
        removeInstruction(model, run.run),
      ],
    },
  ];
}

const isInside = (inner: { start: number; end: number }, outer: { start: number; end: number }): boolean =>
  outer.start < inner.start && inner.end <= outer.end;

export const examples: RuleExamples = {
  files: { 'package.json': '{}', 'package-lock.json': '{}', 'src/app.js': 'run()' },
  bad: [
    'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm run build\n',
    'FROM node:22\nWORKDIR /app\n# the sources\nCOPY . ./\nRUN npm ci --omit=dev\n',
    'FROM python:3.12\nCOPY . /app\nRUN pip install -r requirements.txt && python -m compileall /app\n',
    'FROM python:3.12\nCOPY backend /srv/backend\nRUN pip install --no-cache-dir -r /srv/backend/requirements.txt\n',
  ],
  fixed: [
    'FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n',
    'FROM node:22\nWORKDIR /app\n# the sources\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\nCOPY . ./\n',
  ],
  good: [
    'FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n',
    'FROM node:22\nWORKDIR /app\nCOPY package.json ./\nCOPY . .\nRUN npm ci\n',
    'FROM python:3.12\nCOPY . /app\nRUN pip install .\n',
    'FROM python:3.12\nCOPY backend/requirements.txt /srv/backend/\nRUN pip install -r /srv/backend/requirements.txt\nCOPY backend /srv/backend\n',
    'FROM python:3.12\nCOPY docker/requirements /srv/requirements\nRUN pip install -r /srv/requirements/base.txt\n',
    'FROM golang:1.23\nCOPY . .\nRUN go build ./...\n',
    'FROM node:22\nCOPY . .\nRUN npm install -g serve\n',
    'FROM node:22\nCOPY . .\nRUN --mount=type=bind,source=package.json,target=package.json npm ci\n',
  ],
};

export default defineRule({
  id: 'copy-before-install',
  group: 'cache',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph', 'context'],
  mentions: ['npm', 'yarn', 'bun', 'poetry', 'uv', 'pip', 'bundle', 'go', 'composer'],
  fix: 'confirm',
  title: 'All sources are copied before the dependencies are installed',
  why: 'Each change to any file makes the install run again, although the list of packages stayed the same.',
  twins: ['docker/copy-before-install'],
  *check(context) {
    for (const stage of context.graph.stages) {
      const copies = contextCopies(stage);
      yield* inFolders(context, stage, copies);
      const whole = copies.find((copy) => wholeSource(copy) !== undefined);
      const word = whole && wholeSource(whole);
      if (!whole || !word || flagOf(whole.instruction, 'exclude')) continue;
      for (const run of context.runsOf(stage)) {
        if (run.index < whole.index || mountsOf(run.run).some(({ type }) => type === 'bind')) continue;
        const install = run.script.commands.find(needsOnlyManifest);
        const manifest = install && manifestOf(install);
        if (!manifest || isCopiedAlone(context, run, manifest)) continue;
        const files = [manifest.file, ...manifest.locks.slice(0, 1)].join(' and ');
        yield {
          span: word.span,
          message: `Any change to any file makes the install in line ${String(run.run.line + 1)} run again: it needs only ${files}.`,
          ...(hasMoreManifests(context, manifest) ? { severity: 'hint' as const } : {}),
          related: [{ span: run.docSpan(install.span), message: 'The install that runs again' }],
          fixes: installFirst(context, whole, run, manifest),
        };
        break;
      }
    }
  },
});

/** `COPY backend /srv/backend`, and an install that names `/srv/backend/requirements.txt`. */
function* inFolders(context: RuleContext, stage: Stage, copies: readonly StageCopy[]): Iterable<Finding> {
  const seen = new Set<StageCopy>();
  for (const run of context.runsOf(stage)) {
    if (mountsOf(run.run).some(({ type }) => type === 'bind')) continue;
    for (const command of run.script.commands) {
      const manifest = needsOnlyManifest(command) ? manifestOf(command) : undefined;
      if (manifest?.file.startsWith('/') !== true) continue;
      const name = manifest.file.slice(manifest.file.lastIndexOf('/') + 1);
      const copy = copies.findLast((one) => one.index < run.index && bringsFolderOf(context, one, manifest.file));
      const [source] = copy?.instruction.sources ?? [];
      if (!copy || !source || seen.has(copy) || isCopiedAlone(context, run, { ...manifest, file: name })) continue;
      seen.add(copy);
      yield {
        span: source.span,
        message: `Any change to any file of ${source.text} makes the install in line ${String(run.run.line + 1)} run again: it needs only ${name}.`,
        related: [{ span: run.docSpan(command.span), message: 'The install that runs again' }],
      };
    }
  }
}
