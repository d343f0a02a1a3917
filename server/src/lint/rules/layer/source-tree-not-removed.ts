// RULE source-tree-not-removed: the id is the file name; the examples below are run as tests.
import { baseName, type ShellCommand } from '../../../shell/model';
import { appendFix } from '../../edits/appendGuard';
import type { RuleContext } from '../../context';
import { isStandardFolder } from '../../facts/copyThen';
import { quotedPath } from '../../facts/keptFiles';
import { flowOf, runOf, shown, whereShipped, type PathAct, type StepFlow } from '../../facts/pathFlows';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN git clone --depth 1 https://example.com/tool.git /usr/src/tool && cd /usr/src/tool && make && make install\n',
    'FROM debian:12\nWORKDIR /usr/src\nRUN curl -fsSL https://example.com/a-1.0.tgz | tar -xz && cd a-1.0 && ./configure && make install\n',
    'FROM debian:12\nRUN mkdir -p /opt && cd /opt && curl -fsSL https://example.com/a-1.0.tgz | tar -xz && cd a-1.0 && make install\n',
  ],
  fixed: [
    'FROM debian:12\nRUN git clone --depth 1 https://example.com/tool.git /usr/src/tool && cd /usr/src/tool && make && make install && rm -rf /usr/src/tool\n',
    'FROM debian:12\nWORKDIR /usr/src\nRUN curl -fsSL https://example.com/a-1.0.tgz | tar -xz && cd a-1.0 && ./configure && make install && rm -rf /usr/src/a-1.0\n',
    'FROM debian:12\nRUN mkdir -p /opt && cd /opt && curl -fsSL https://example.com/a-1.0.tgz | tar -xz && cd a-1.0 && make install && rm -rf /opt/a-1.0\n',
  ],
  good: [
    'FROM debian:12\nRUN git clone --depth 1 https://example.com/tool.git /usr/src/tool && cd /usr/src/tool && make install && rm -rf /usr/src/tool\n',
    'FROM debian:12\nWORKDIR /usr/src\nRUN curl -fsSL https://example.com/a-1.0.tgz | tar -xz && cd a-1.0 && make install && cd .. && rm -rf a-*\n',
    'FROM debian:12 AS build\nRUN git clone https://example.com/tool.git /src && cd /src && make install\nFROM debian:12\nCOPY --from=build /usr/local /usr/local\n',
    'FROM debian:12\nWORKDIR /app\nCOPY . .\nRUN make install\n',
    'FROM debian:12\nRUN mkdir -p /opt && cd /opt && curl -fsSL https://example.com/a.tgz | tar -xz && make install\n',
  ],
};

export default defineRule({
  id: 'source-tree-not-removed',
  group: 'layer',
  severity: 'info',
  since: '0.1.0',
  reads: ['layers'],
  mentions: ['make', 'ninja', 'setup.py'],
  fix: 'confirm',
  title: 'Sources stay in the layer after they were built and installed',
  why: 'What the image needs was installed elsewhere; the sources and the objects beside them are often many times bigger.',
  twins: ['parfum/mkdirUsrSrcThenRemove'],
  *check(context) {
    for (const stage of context.graph.chain)
      for (const step of flowOf(context, stage)) {
        const commands = step.run?.script.commands ?? [];
        const at = commands.findIndex(installs);
        const folder = at === -1 ? undefined : folderOf(step, at);
        const tree = folder === undefined ? undefined : treeOf(step, at, folder);
        if (!tree || isRemoved(step, tree.path) || isUsedLater(context, step, tree.path)) continue;
        const run = runOf(context, step);
        const made = { ...tree.act, path: tree.path };
        const path = run && quotedPath(run, made);
        const fix =
          run && path !== undefined ? appendFix(context, run, { clean: `rm -rf ${path}`, most: 'confirm' }) : undefined;
        yield {
          span: tree.act.where,
          message: `The sources in \`${shown(made)}\` are installed from in this RUN and then stay in its layer.`,
          ...whereShipped(context, step),
          fixes: fix ? [fix] : [],
        };
      }
  },
});

/** `make install`, `cmake --install`, `ninja install`, `python setup.py install`. */
function installs(command: ShellCommand): boolean {
  const name = baseName(command) ?? '';
  const words = command.args.map(({ text }) => text ?? '');
  if (name === 'make' || name === 'gmake' || name === 'ninja')
    return words.some((word) => /^(?:alt)?install(?:-\w+)*$/.test(word));
  if (name === 'cmake') return words.includes('--install') || (words.includes('--build') && words.includes('install'));
  return /^python[\d.]*$/.test(name) && words.includes('setup.py') && words.includes('install');
}

/** The directory in which a command at or before that index works. */
const folderOf = ({ acts }: StepFlow, at: number): string | undefined =>
  acts.findLast(
    ({ kind, command, certainty, program }) =>
      kind === 'write' && certainty === 'below' && command !== undefined && command <= at && BUILDS.has(program),
  )?.path ??
  acts
    .findLast(({ use, command }) => use === 'run' && command !== undefined && command <= at)
    ?.path.replace(/\/[^/]*$/, '');

const BUILDS = new Set(['make', 'gmake', 'ninja', 'cmake', 'configure']);

/** What the RUN unpacked or cloned and in which the installation works. */
function treeOf(
  { acts }: StepFlow,
  at: number,
  folder: string,
): { readonly act: PathAct; readonly path: string } | undefined {
  for (const act of acts) {
    const isSource =
      act.kind === 'write' &&
      act.inLayer &&
      (act.command ?? at) < at &&
      (act.program === 'git' || UNPACKS.has(act.program));
    if (!isSource || !(folder === act.path || folder.startsWith(act.path === '/' ? '/' : `${act.path}/`))) continue;
    const isOwn =
      !isStandardFolder(act.path) && acts.some((made) => made.kind === 'directory' && made.path === act.path);
    if (act.program === 'git' || isOwn || folder === act.path)
      return isStandardFolder(act.path) ? undefined : { act, path: act.path };
    const below = act.path === '/' ? folder.slice(1) : folder.slice(act.path.length + 1);
    return { act, path: `${act.path === '/' ? '' : act.path}/${below.split('/')[0] ?? ''}` };
  }
  return undefined;
}

const UNPACKS = new Set(['tar', 'bsdtar', 'unzip', '7z']);

/** For sure, perhaps, or by a name that nobody knows. */
const isRemoved = ({ acts }: StepFlow, path: string): boolean =>
  acts.some(
    ({ kind, path: deleted, certainty }) =>
      kind === 'delete' &&
      (certainty === 'anywhere' ||
        (certainty === 'pattern' && path.startsWith(deleted.replace(/[^/]*[*?[].*$/, ''))) ||
        path === deleted ||
        path.startsWith(`${deleted}/`)),
  );

const isUsedLater = ({ model }: RuleContext, { instruction }: StepFlow, path: string): boolean =>
  model.instructions.some(({ line, original }) => line > instruction.line && original.value.includes(path));
