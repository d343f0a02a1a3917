// RULE write-to-bind-mount: the id is the file name; the examples below are run as tests.
import { cleanPath, joinPath } from '../../../base/posixPath';
import { mountsOf } from '../../../build/mounts';
import { managerCall } from '../../../shell/tools/packages';
import type { RuleContext } from '../../context';
import { flowOf, shown, type PathAct, type StepFlow } from '../../facts/pathFlows';
import { referenced, type PathReference } from '../../facts/pathReferences';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM node:22\nWORKDIR /app\nRUN --mount=type=bind,target=/app npm ci\nCMD ["node", "main.js"]\n',
    'FROM debian:12\nRUN --mount=type=bind,source=conf,target=/conf cp /etc/hosts /conf/hosts\n',
    'FROM debian:12 AS build\nWORKDIR /src\nRUN --mount=type=bind,target=/src,rw curl -fsSLo /src/tool https://example.com/tool\nFROM scratch\nCOPY --from=build /src/tool /tool\n',
  ],
  fixed: [],
  good: [
    'FROM golang:1.24\nWORKDIR /src\nRUN --mount=type=bind,target=/src go build -o /out/app\n',
    'FROM node:22\nWORKDIR /app\nRUN --mount=type=bind,source=package.json,target=package.json npm ci\n',
    'FROM debian:12\nWORKDIR /src\nRUN --mount=type=bind,target=/src,rw make && cp app /usr/local/bin/\n',
    'FROM node:22\nWORKDIR /app\nRUN --mount=type=bind,target=/app --mount=type=cache,target=/app/node_modules npm ci\n',
    'FROM debian:12\nRUN --mount=type=bind,source=a,target=/a cp /a/x /usr/local/bin/\n',
  ],
};

/** Managers whose installation lies below the directory they run in. */
const INSTALLS_HERE = new Set(['npm', 'yarn', 'pnpm', 'bun', 'composer']);

export default defineRule({
  id: 'write-to-bind-mount',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['layers'],
  mentions: ['mount'],
  fix: 'none',
  title: 'A RUN writes into its bind mount',
  why: 'A bind mount is read-only unless it says `rw`, and even then what is written there is thrown away when the RUN ends: it gets into no layer.',
  twins: [],
  *check(context) {
    let wanted: readonly PathReference[] | undefined;
    for (const stage of context.graph.stages)
      for (const step of flowOf(context, stage)) {
        const mounts = bindMounts(context, step);
        if (mounts.length === 0) continue;
        const seen = new Set<string>();
        for (const act of step.acts) {
          const mount = mounts.filter(({ target }) => isWithin(act.path, target)).at(-1);
          if (!mount || mount.type !== 'bind' || !isWrite(act) || seen.has(mount.target)) continue;
          // What a program writes somewhere below its directory, nobody knows, but for these.
          if (
            act.certainty === 'below' &&
            (!installsHere(step, act) || mounts.some(({ target }) => target.startsWith(`${act.path}/node_modules`)))
          )
            continue;
          wanted ??= [...referenced(context)];
          const isWanted = wanted.some(
            ({ path, stage: of, before }) => of === stage && before > step.order && isWithin(path, mount.target),
          );
          if (!mount.readOnly && !isWanted) continue;
          seen.add(mount.target);
          yield {
            span: act.where,
            message: mount.readOnly
              ? `\`${shown(act)}\` is in a bind mount, which is read-only: this fails.`
              : `\`${shown(act)}\` is in a bind mount: what is written there is thrown away when this RUN ends, and a later line wants it.`,
            related: [{ span: mount.span, message: 'The bind mount' }],
          };
        }
      }
  },
});

interface Mounted {
  readonly type: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly span: { readonly start: number; readonly end: number };
}

/** All mounts, the outer ones first: the innermost decides about a path. */
function bindMounts(context: RuleContext, { instruction, stage, index }: StepFlow): Mounted[] {
  if (instruction.keyword !== 'RUN' || instruction.flags.length === 0) return [];
  const scope = context.scopeBefore(stage, index);
  const flags = instruction.flags.filter(({ name }) => name === 'mount');
  const mounts = mountsOf(instruction).flatMap(({ type, target, options }, i): Mounted[] => {
    const path = scope.resolve(target);
    const flag = flags[i];
    if (path === undefined || path === '' || !flag) return [];
    const readOnly = !options.has('readwrite') || /^(?:false|0)$/i.test(options.get('readwrite') ?? '');
    return [
      {
        type,
        target: cleanPath(path.startsWith('/') ? path : joinPath('/', scope.workdir, path)),
        readOnly,
        span: flag.span,
      },
    ];
  });
  return mounts.some(({ type }) => type === 'bind') ? mounts.sort((a, b) => a.target.length - b.target.length) : [];
}

const isWrite = ({ kind, sure, certainty }: PathAct): boolean =>
  sure &&
  (kind === 'write' || kind === 'directory' || kind === 'change' || kind === 'delete') &&
  (certainty === 'literal' || certainty === 'below');

function installsHere({ run }: StepFlow, { command }: PathAct): boolean {
  const at = run?.script.commands[command ?? -1];
  const call = at && managerCall(at);
  return call?.verb === 'install' && INSTALLS_HERE.has(call.manager);
}

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
