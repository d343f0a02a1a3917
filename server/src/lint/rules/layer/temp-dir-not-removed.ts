// RULE temp-dir-not-removed: the id is the file name; the examples below are run as tests.
import { baseName, type ShellCommand } from '../../../shell/model';
import { appendFix } from '../../edits/appendGuard';
import type { RuleContext } from '../../context';
import { mayBeDeleted, quotedPath } from '../../facts/keptFiles';
import { flowOf, runOf, shown, whereShipped, type PathAct, type StepFlow } from '../../facts/pathFlows';
import { defineRule, type Finding, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN d="$(mktemp -d)" && curl -fsSL https://example.com/a.tgz | tar -xz -C "$d" && cp "$d/a" /usr/local/bin/\n',
    'FROM debian:12\nRUN mkdir -p /tmp/build && curl -fsSL https://example.com/a.tgz | tar -xz -C /tmp/build && cp /tmp/build/a /usr/local/bin/\n',
  ],
  fixed: [
    'FROM debian:12\nRUN d="$(mktemp -d)" && curl -fsSL https://example.com/a.tgz | tar -xz -C "$d" && cp "$d/a" /usr/local/bin/ && rm -rf "$d"\n',
    'FROM debian:12\nRUN mkdir -p /tmp/build && curl -fsSL https://example.com/a.tgz | tar -xz -C /tmp/build && cp /tmp/build/a /usr/local/bin/ && rm -rf /tmp/build\n',
  ],
  good: [
    'FROM debian:12\nRUN d="$(mktemp -d)" && curl -fsSL https://example.com/a.tgz | tar -xz -C "$d" && cp "$d/a" /usr/local/bin/ && rm -rf "$d"\n',
    'FROM debian:12\nRUN mkdir /tmp/build && curl -fsSL https://example.com/a.tgz | tar -xz -C /tmp/build && rm -rf /tmp/*\n',
    'FROM debian:12\nRUN --mount=type=tmpfs,target=/tmp d="$(mktemp -d)" && tar -xzf /a.tgz -C "$d"\n',
    'FROM debian:12\nRUN mkdir /tmp/build && curl -fsSL https://example.com/a.tgz | tar -xz -C /tmp/build\nRUN make -C /tmp/build install\n',
    'FROM debian:12\nRUN mkdir -p /tmp/cache\n',
  ],
};

export default defineRule({
  id: 'temp-dir-not-removed',
  group: 'layer',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell', 'layers'],
  mentions: ['mktemp', 'mkdir', 'install'],
  fix: 'confirm',
  title: 'A temporary directory stays in the layer',
  why: 'What is temporary for the RUN is not for the image: the layer keeps the directory with all that was put there.',
  twins: ['parfum/rmRecursiveAfterMktempD'],
  *check(context) {
    for (const stage of context.graph.stages)
      for (const step of flowOf(context, stage)) {
        if (!step.run) continue;
        yield* made(context, step);
        yield* named(context, step);
      }
  },
});

/** `d=$(mktemp -d)`, when no command of the RUN removes `$d`. */
function* made(context: RuleContext, step: StepFlow): Iterable<Finding> {
  const run = runOf(context, step);
  const commands = run?.script.commands ?? [];
  if (!run || !commands.some((command) => baseName(command) === 'mktemp') || step.acts.some(coversTmp)) return;
  for (const command of commands) {
    if (command.name !== undefined || command.depth > 0) continue;
    for (const { name, value, span } of command.assignments) {
      if (!/^"?(?:\$\(|`)\s*mktemp\s+(?:-t\s+\S+\s+)?(?:-\w*d|--directory)/.test(value?.raw ?? '')) continue;
      if (
        commands.some((other) => removes(other, name)) ||
        run.run.flags.some(({ value: mount }) => mount?.includes('/tmp') === true)
      )
        continue;
      const fix = appendFix(context, run, { clean: `rm -rf "$${name}"`, most: 'confirm' });
      yield found(context, step, run.docSpan(span), `$${name}`, fix);
    }
  }
}

const removes = (command: ShellCommand, name: string): boolean =>
  ['rm', 'trap', 'find', 'mv'].includes(baseName(command) ?? '') &&
  command.args.some(({ raw }) => new RegExp(`\\$\\{?${name}\\b`).test(raw));

const coversTmp = ({ kind, path, certainty }: PathAct): boolean =>
  kind === 'delete' && certainty === 'pattern' && /^\/(?:var\/)?tmp\/\*/.test(path);

/** A directory of its own below /tmp, in which the RUN leaves files. */
function* named(context: RuleContext, step: StepFlow): Iterable<Finding> {
  for (const act of step.acts) {
    const isOwn = act.kind === 'directory' && act.sure && act.inLayer && /^\/(?:var\/)?tmp\/[^/]+$/.test(act.path);
    if (!isOwn || act.command === undefined) continue;
    const inside = step.acts.filter(
      ({ kind, path, sure }) => kind === 'write' && sure && (path === act.path || path.startsWith(`${act.path}/`)),
    );
    const isGone =
      inside.some((write) => write.deletedBy.length > 0 || mayBeDeleted(step, write)) || isRemoved(step, act);
    if (inside.length === 0 || isGone || isUsedLater(context, step, act.path)) continue;
    const run = runOf(context, step);
    const path = run && quotedPath(run, act);
    const fix =
      run && path !== undefined ? appendFix(context, run, { clean: `rm -rf ${path}`, most: 'confirm' }) : undefined;
    yield found(context, step, act.where, shown(act), fix);
  }
}

const isRemoved = ({ acts }: StepFlow, { path }: PathAct): boolean =>
  acts.some(
    ({ kind, path: deleted, certainty }) =>
      kind === 'delete' &&
      (deleted === path || certainty === 'anywhere' || coversTmp({ kind, path: deleted, certainty } as PathAct)),
  );

const isUsedLater = ({ model }: RuleContext, { instruction }: StepFlow, path: string): boolean =>
  model.instructions.some(({ line, original }) => line > instruction.line && original.value.includes(path));

function found(
  context: RuleContext,
  step: StepFlow,
  span: Finding['span'],
  what: string,
  fix: Fix | undefined,
): Finding {
  return {
    span,
    message: `The temporary directory \`${what}\` is not removed in this RUN: its layer keeps what was put there.`,
    ...whereShipped(context, step),
    fixes: fix ? [fix] : [],
  };
}
