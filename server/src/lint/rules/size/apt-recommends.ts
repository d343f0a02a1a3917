// RULE apt-recommends: the id is the file name; the examples below are run as tests.
import { managerCallsOf } from '../../facts/commandIndex';
import type { RuleContext } from '../../context';
import { insertAfter } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';

const VERBS = new Set(['install', 'build-dep']);

/** `APT::Install-Recommends "0";` in a file, not an option of one call. */
const WRITTEN = /(?<!no-)Install-Recommends(?!\s*=)/i;

/** By stage: from which step on it is written into apt's configuration; Infinity: never. */
function setFrom(context: RuleContext): readonly number[] {
  const from: number[] = [];
  for (const stage of context.graph.stages) {
    const isBelow = stage.base.kind === 'stage' && (from[stage.base.stage] ?? Infinity) < Infinity;
    const run = isBelow ? undefined : context.runsOf(stage).find(({ script }) => WRITTEN.test(script.text));
    from.push(isBelow ? -1 : (run?.index ?? Infinity));
  }
  return from;
}

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
    'FROM debian:12\nRUN apt-get install -y postgresql-$PG_MAJOR redis=$REDIS_VERSION\n',
    'FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends curl\nRUN apt-get install -y jq\n',
  ],
  fixed: [
    'FROM debian:12\nRUN apt-get update && apt-get install --no-install-recommends -y curl\n',
    'FROM debian:12\nRUN apt-get install --no-install-recommends -y postgresql-$PG_MAJOR redis=$REDIS_VERSION\n',
    'FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends curl\nRUN apt-get install --no-install-recommends -y jq\n',
  ],
  good: [
    'FROM debian:12\nRUN apt-get install -y --no-install-recommends curl\n',
    'FROM debian:12\nRUN apt-get install -y -o APT::Install-Recommends=false curl\n',
    'FROM debian:12\nRUN echo \'APT::Install-Recommends "0";\' > /etc/apt/apt.conf.d/99\nRUN apt-get install -y curl\n',
    'FROM debian:12\nRUN apt-get install -y ./tool.deb $OPTS\n',
    'FROM debian:12\nRUN apt-get install -y "$(cat packages.txt)"\n',
    'FROM alpine:3.20\nRUN apk add curl\n',
  ],
};

export default defineRule({
  id: 'apt-recommends',
  group: 'size',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['apt'],
  fix: 'confirm',
  title: 'Recommended packages are installed too',
  why: 'Without the flag, apt installs what a package recommends, often more bytes than the package itself.',
  twins: [
    'hadolint/DL3015',
    'trivy/DS-0029',
    'droast/DF016',
    'buddy/ER0010',
    'parfum/aptGetInstallUseNoRec',
    'terrascan/AC_DOCKER_0014',
    'dockerfilelint/apt-get_recommends',
    'semgrep/missing-no-install-recommends',
  ],
  differs:
    'hadolint looks at `apt-get` alone and at each call by itself; here `apt` counts too, what an earlier RUN wrote into the configuration of apt holds, and a variable that may be the option makes it silent.',
  *check(context) {
    const calls = managerCallsOf(context, 'apt');
    const from = calls.length > 0 ? setFrom(context) : [];
    for (const { run, call } of calls) {
      if (!VERBS.has(call.phrase) || call.program === 'aptitude' || call.flag('--no-install-recommends')) continue;
      if (
        call.flags.some(
          ({ name, value }) => (name === '-o' || name === '--option') && /Install-Recommends=/i.test(value ?? ''),
        )
      )
        continue;
      // A variable may hold the option; one behind a letter is part of a name.
      const mayHoldIt = call.command.args.some(({ text, raw }) => text === undefined && /^["']?[$`]/.test(raw));
      if (mayHoldIt || (from[run.stage.index] ?? Infinity) <= run.index) continue;
      const edits = insertAfter(run, call.command, call.verbWord, '--no-install-recommends');
      yield {
        span: run.docSpan({ start: call.command.name?.span.start ?? 0, end: call.verbWord.span.end }),
        message: 'This installs the packages that others recommend, too.',
        ...(context.isShipped(run.stage) ? {} : { severity: 'hint' as const }),
        ...(edits
          ? {
              fixes: [{ class: 'confirm', title: 'Insert --no-install-recommends (fewer packages may arrive)', edits }],
            }
          : {}),
      };
    }
  },
});
