// RULE pipefail: the id is the file name; the examples below are run as tests.
import { baseName, type ShellCommand } from '../../../shell/model';
import { hasPipefail, kindOfShell } from '../../../shell/query';
import { baseOf } from '../../facts/baseImage';
import type { RuleContext, StageRun } from '../../context';
import { insertInstructionBefore, prependCommand } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';
import { cannotFail, helpedByPipefail, noticingEnd, readsOwnText } from '../../facts/pipeEnds';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN curl -fsSL https://example.com/a.sql | psql\n',
    'FROM alpine:3.22\nRUN wget -qO- https://example.com/a.tgz | tar -xz -C /opt\n',
    'FROM fedora:42\nRUN true && \\\n    make 2>&1 | tee /build.log\n',
    'FROM scratch\nRUN make | tee /build.log\n',
  ],
  fixed: [
    'FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL https://example.com/a.sql | psql\n',
    'FROM alpine:3.22\nRUN set -o pipefail && wget -qO- https://example.com/a.tgz | tar -xz -C /opt\n',
    'FROM fedora:42\nRUN set -o pipefail && \\\n    true && \\\n    make 2>&1 | tee /build.log\n',
  ],
  good: [
    'FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL https://example.com/a.tgz | tar -xz\n',
    'FROM alpine:3.22\nRUN set -eo pipefail; wget -qO- https://example.com/a.tgz | tar -xz\n',
    'FROM debian:12\nRUN echo "abc  a.tgz" | sha256sum -c -\n',
    'FROM debian:12\nRUN if ps ax | grep -q sshd; then exit 1; fi\n',
    'FROM debian:12\nRUN make | tee log || true\n',
    // When nothing comes grep fails; with -q it stops reading, which pipefail would take for a failure.
    'FROM debian:12\nRUN php -m | grep -q zip\n',
    // What an argument is made of has no result, with pipefail or without.
    'FROM debian:12\nRUN test "$(magick -version | wc -l)" -eq 6 && export V="$(curl -fs https://example.com/v | head -1)"\n',
    'FROM debian:12\nRUN ["sh", "-c", "make | tee log"]\n',
    'FROM debian:12\nRUN ARCH=$(uname -m | sed s/x86_64/amd64/) && echo "$LIST" | tr " " x | while read one; do echo $one; done\n',
    'FROM debian:12\nRUN echo "a | b" && case x in a|b) true;; esac\n',
    'FROM cimg/base:2024.02\nRUN make | tee log\n',
    'FROM debian:12\n# hadolint shell=powershell\nRUN Get-Process | Stop-Process\n',
    'FROM debian:12 AS base\nSHELL ["/bin/bash", "-euo", "pipefail", "-c"]\nFROM base\nRUN make | tee log\n',
    'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nSHELL ["powershell", "-Command"]\nRUN Get-Process | Stop-Process\n',
  ],
};

export default defineRule({
  id: 'pipefail',
  group: 'shell',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['|'],
  fix: 'confirm',
  title: 'A failure inside a pipe is lost',
  why: 'The shell looks at the last command of a pipe alone: a download that breaks off in front of it goes unseen unless that command notices, and the builder keeps the broken layer in its cache.',
  twins: ['hadolint/DL4006', 'buddy/ER0001', 'kics/missing-pipefail', 'semgrep/set-pipefail', 'droast/DF057'],
  differs:
    'A pipe whose last command fails itself where nothing comes, such as `tar`, is told as information. Silent where hadolint reports: `set -o pipefail` in the script counts, as do pipes whose first commands cannot fail (`echo`, `printf`, `yes`), conditions, `|| …` behind the pipe, and pipes that pipefail does not help: those that end in grep, which fails when nothing comes, and those in an argument, whose result nobody has. A stage that stands on another one keeps its SHELL, and so does one on an image that is known to have set one.',
  *check(context) {
    for (const run of context.everyRun()) {
      const all = riskyPipes(run);
      const helped = all.filter((first) => helpedByPipefail(run, first));
      const lost = helped.filter((first) => !noticingEnd(run, first));
      const risky = lost.length > 0 ? lost : helped.length > 0 ? helped : all;
      const [first] = risky;
      if (!first) continue;
      const noticing = lost.length === 0 ? noticingEnd(run, first) : undefined;
      yield {
        span: run.docSpan(first.span),
        ...(helped.length === 0 ? { severity: 'off' as const } : noticing && { severity: 'info' as const }),
        message: `When ${baseName(first) ?? 'this'} fails ${noticing ? `only ${noticing} can notice` : 'nobody sees it'}: the result of a pipe is that of its last command.`,
        ...(risky.length > 1
          ? { related: risky.slice(1, 10).map(({ span }) => ({ span: run.docSpan(span), message: 'Here too' })) }
          : {}),
        // A shell inside the shell has options of its own.
        ...(first.inside.includes('script') ? {} : fixFor(context, run)),
      };
    }
  },
});

/** More pipes of one RUN are not looked at. */
const MOST_PIPES = 200;

/** The first command of each pipe whose failure is lost. */
function riskyPipes(run: StageRun): ShellCommand[] {
  const seen = new Set<number>();
  const risky: ShellCommand[] = [];
  for (const [at, command] of run.script.commands.entries()) {
    const { pipe } = command;
    if (pipe.at + 1 >= pipe.of || seen.has(pipe.span.start) || cannotFail(command) || readsOwnText(command)) continue;
    seen.add(pipe.span.start);
    if (seen.size > MOST_PIPES) break;
    if (!isAccepted(run, command, at) && !hasPipefail(run, command)) risky.push(command);
  }
  return risky;
}

/** A test, or a pipe with `||` behind it: somebody looks at the result, or says that it does not matter. */
function isAccepted({ script }: StageRun, { inside, pipe }: ShellCommand, at: number): boolean {
  if (inside.includes('condition') || inside.includes('negation')) return true;
  for (let i = at + 1; i < script.commands.length; i++) {
    const next = script.commands[i];
    if (!next || next.span.start < pipe.span.end) continue;
    return next.joint === '||' && next.inside.length === inside.length;
  }
  return false;
}

function fixFor(context: RuleContext, run: StageRun): ReturnType<typeof confirmed> {
  const { stage, index, script, onbuild } = run;
  const { shell, family } = baseOf(context, stage);
  const inEffect = kindOfShell(context.scopeBefore(stage, index).shell);
  const isSh = inEffect === 'sh';
  const knowsPipefail = isSh ? shell === 'bash' || shell === 'ash' : inEffect !== 'dash';
  if (onbuild) return {};
  if (knowsPipefail)
    return confirmed('Begin the RUN with set -o pipefail', prependCommand(context.model, run, 'set -o pipefail'));
  if (!isSh || (family !== 'debian' && family !== 'ubuntu') || !script.parsed) return {};
  const line = 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]';
  return confirmed('Run this and what follows in bash with pipefail', [
    insertInstructionBefore(context.model, run.run, line),
  ]);
}
