// RULE split-package-installs: the id is the file name; the examples below are run as tests.
import { managerCall, type ManagerCall } from '../../../shell/tools/packages';
import type { StageRun } from '../../context';
import { defineRule, type RuleExamples } from '../../rule';

/** Nothing of these is seen by a package manager; ENV and ARG are, in rare cases: they pass. */
const METADATA = new Set([
  'LABEL',
  'EXPOSE',
  'CMD',
  'ENTRYPOINT',
  'HEALTHCHECK',
  'STOPSIGNAL',
  'MAINTAINER',
  'ENV',
  'ARG',
]);
const SYSTEM = new Set(['apt', 'apk', 'yum', 'dnf', 'microdnf', 'zypper', 'tdnf', 'pacman']);

/** The install of a RUN that does nothing else but update, install and clean. */
function soleInstall({ script }: StageRun): ManagerCall | undefined {
  let install: ManagerCall | undefined;
  for (const command of script.commands) {
    const call = managerCall(command);
    if (!call) {
      if (command.name?.text === 'rm' || command.name?.text === 'set') continue;
      return undefined;
    }
    if (!SYSTEM.has(call.manager)) return undefined;
    if (call.verb === 'install') install ??= call;
    else if (call.verb !== 'update' && call.verb !== 'clean' && call.phrase !== 'autoremove') return undefined;
  }
  return install;
}

const flagsOf = ({ run }: StageRun): string => run.flags.map(({ name, value }) => `${name}=${value ?? ''}`).join(' ');

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n# more\nRUN apt-get update && apt-get install -y jq\n',
    'FROM alpine:3.20\nRUN apk add --no-cache curl\nENV A=b\nRUN apk add --no-cache jq\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl jq\n',
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl\nCOPY my.list /etc/apt/sources.list.d/\nRUN apt-get update && apt-get install -y jq\n',
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl gnupg\nRUN curl -fsSL https://e.org/key | gpg --import\nRUN apt-get update && apt-get install -y jq\n',
    'FROM debian:12 AS build\nRUN apt-get update && apt-get install -y gcc\nRUN apt-get update && apt-get install -y make\nFROM debian:12\nRUN true\n',
  ],
};

export default defineRule({
  id: 'split-package-installs',
  group: 'layer',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: [...SYSTEM, 'yay', 'paru'],
  fix: 'none',
  title: 'One package manager, several installs',
  why: 'Each fetches the index again and leaves a layer of its own; one RUN with all packages does it once.',
  twins: ['parfum/ruleMoreThanOneInstall'],
  *check(context) {
    for (const stage of context.graph.chain) {
      let before: StageRun | undefined;
      let earlier: ManagerCall | undefined;
      for (const step of stage.steps) {
        if (METADATA.has(step.keyword)) continue;
        const run = context.runAt(step);
        const install = run && soleInstall(run);
        if (run && before && install && install.manager === earlier?.manager && flagsOf(run) === flagsOf(before)) {
          yield {
            span: run.docSpan({ start: install.command.name?.span.start ?? 0, end: install.verbWord.span.end }),
            message: `Line ${String(before.run.line + 1)} installs with ${install.program} too: together they need the index once and make one layer.`,
            related: [{ span: before.run.keywordSpan, message: 'The install before it' }],
          };
        }
        before = install ? run : undefined;
        earlier = install;
      }
    }
  },
});
