// RULE bash-syntax-in-sh: the id is the file name; the examples below are run as tests.
import type { Span } from '../../../base/span';
import { kindAt, kindOfShell } from '../../../shell/query';
import type { ShellCommand, ShellWord } from '../../../shell/model';
import { baseOf } from '../../facts/baseImage';
import type { RuleContext, StageRun } from '../../context';
import { insertInstructionBefore } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN if [[ -f /x ]]; then make; fi\n',
    'FROM debian:12\nRUN source /etc/profile && make\n',
    'FROM debian:12\nRUN mkdir -p /srv/{a,b}\n',
    'FROM debian:12\nRUN make &> /build.log\n',
    'FROM debian:12\nRUN set -o pipefail && make | tee log\n',
    'FROM alpine:3.22\nRUN tools=(a b) && make\n',
    'FROM alpine:3.22\nRUN mkdir -p /srv/{1..3}\n',
  ],
  fixed: [
    'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN if [[ -f /x ]]; then make; fi\n',
    'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN source /etc/profile && make\n',
    'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN mkdir -p /srv/{a,b}\n',
    'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN make &> /build.log\n',
    'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN set -o pipefail && make | tee log\n',
  ],
  good: [
    'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN if [[ -f /x ]]; then make; fi\n',
    'FROM fedora:42\nRUN source /etc/profile && mkdir -p /srv/{a,b}\n',
    'FROM alpine:3.22\nRUN if [[ -f /x ]]; then source /x; fi && set -o pipefail && make | tee log\n',
    'FROM debian:12\nRUN bash -c "source /etc/profile && make"\n',
    'FROM debian:12\nRUN echo "{a,b} [[ x ]] <(y)" && awk "{print}" x && echo ${A} {} {a}\n',
    'FROM debian:12\nRUN <<EOF\n#!/bin/bash\nsource /x\nEOF\n',
    'FROM debian:12\nRUN find . -exec rm {} + && . /etc/profile\n',
    // Images with a SHELL of their own.
    'FROM mambaorg/micromamba:1.5\nRUN if [[ -f /x ]]; then make; fi\n',
    'FROM cimg/base:2024.02\nRUN [[ -f /x ]] && make\n',
  ],
};

/** Shells of /bin/sh. `ash` is busybox’s, which knows more of bash than dash does (busybox: shell/ash.c, ASH_BASH_COMPAT). */
type Shell = 'dash' | 'ash';

export default defineRule({
  id: 'bash-syntax-in-sh',
  group: 'shell',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  fix: 'confirm',
  title: 'Syntax of bash in a step that sh reads',
  why: 'RUN uses /bin/sh: dash on Debian and Ubuntu, busybox on Alpine. There this is an error, or means something else.',
  twins: ['droast/DF066'],
  *check(context) {
    for (const run of context.everyRun()) {
      if (!MAY_BE.test(run.script.text)) continue;
      const base = baseOf(context, run.stage);
      if (base.shell === 'bash') continue;
      const found = firstIn(run, base.shell ?? 'ash');
      if (!found) continue;
      const hasBash = base.family === 'debian' || base.family === 'ubuntu';
      yield {
        span: run.docSpan(found.span),
        message: `${found.what} is bash’s: ${base.shell === undefined ? 'most other shells do' : `${base.shell}, the sh of this image, does`} not know it.`,
        ...(base.shell === undefined ? { severity: 'info' as const } : {}),
        ...confirmed('Run this and what follows in bash', hasBash ? inBash(context, run) : undefined),
      };
    }
  },
});

const inBash = (
  { model }: RuleContext,
  { run, onbuild, script }: StageRun,
): ReturnType<typeof insertInstructionBefore>[] | undefined =>
  onbuild || !script.parsed || /^#!/.test(script.text)
    ? undefined
    : [insertInstructionBefore(model, run, 'SHELL ["/bin/bash", "-c"]')];

/** Without one of these there is nothing to find: most scripts. */
const MAY_BE = /[[{(]|&>|<<<|\$'|pipefail|source|pushd|popd|shopt|declare|mapfile|readarray/;

function firstIn(run: StageRun, shell: Shell): { what: string; span: Span } | undefined {
  const own = kindOfShell(run.shell);
  for (const command of run.script.commands) {
    const kind = command.wrappers.length > 0 ? kindAt(run, command) : own;
    if (kind !== 'sh' && kind !== 'dash') continue;
    const found = inCommand(command, shell);
    if (found) return found;
  }
  return undefined;
}

function inCommand(
  { name, args, assignments, redirects }: ShellCommand,
  shell: Shell,
): { what: string; span: Span } | undefined {
  const text = name?.text ?? '';
  if (name && text === '[[' && shell === 'dash') return { what: '[[', span: name.span };
  if (name && text === 'source' && shell === 'dash') return { what: 'source', span: name.span };
  if (name && /^(?:pushd|popd|shopt|declare|mapfile|readarray)$/.test(text)) return { what: text, span: name.span };
  const pipefail = args.find((word) => word.text === 'pipefail');
  if (text === 'set' && pipefail && shell === 'dash') return { what: 'pipefail', span: pipefail.span };
  for (const { value, span } of assignments) if (value?.raw.startsWith('(')) return { what: 'An array', span };
  for (const { operator, span } of redirects) {
    if ((operator === '&>' || operator === '&>>') && shell === 'dash') return { what: operator, span };
    if (operator === '<<<') return { what: operator, span };
  }
  // `[[` and `[` hold patterns of their own.
  if (text === '[' || text === '[[') return undefined;
  for (const word of args) {
    const what = inWord(word, shell);
    if (what !== undefined) return { what, span: word.span };
  }
  return undefined;
}

/** Words with quotes are left alone: what stands in them is no syntax. */
function inWord({ raw }: ShellWord, shell: Shell): string | undefined {
  if (raw.length > 500) return undefined;
  if (/^[<>]\(/.test(raw) && shell === 'dash') return raw.slice(0, 2);
  if (raw.startsWith("$'") && shell === 'dash') return "$'…'";
  if (/["'\\`$]/.test(raw)) return undefined;
  return /\{[^{},]*(?:,[^{},]*)+\}|\{-?\w+\.\.-?\w+\}/.test(raw) ? 'A brace list' : undefined;
}
