// RULE late-package-removal: the id is the file name; the examples below are run as tests.
import { managerCall, type ManagerCall } from '../../../shell/tools/packages';
import type { StageRun } from '../../context';
import { defineRule, type RuleExamples } from '../../rule';

const familyOf = ({ manager }: ManagerCall): string => (/^(?:yum|dnf|microdnf|tdnf)$/.test(manager) ? 'rpm' : manager);
const bare = (text: string | undefined): string[] => (text === undefined ? [] : [text.replace(/[=~<>@:].*$/, '')]);

/** What a call puts in place; npm's development packages have the empty name. */
function installedWords(call: ManagerCall): string[] {
  if (call.verb !== 'install') return [];
  if (call.manager === 'npm' && call.operands.length === 0) return call.flag('--omit', '--production') ? [] : [''];
  const virtual = call.flag('-t', '--virtual')?.value;
  return [...call.operands.flatMap(({ text }) => bare(text)), ...bare(virtual)];
}

function removedWords(call: ManagerCall): string[] {
  if (call.manager === 'npm' && call.phrase === 'prune') return [''];
  return call.verb === 'remove' ? call.operands.flatMap(({ text }) => bare(text)) : [];
}

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y gcc libc6-dev\nRUN make\nRUN apt-get purge -y gcc\n',
    'FROM alpine:3.20\nRUN apk add --no-cache --virtual .deps gcc\nRUN make && apk del .deps\n',
    'FROM node:22\nRUN npm ci\nRUN npm run build && npm prune --omit=dev\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN apt-get install -y gcc && make && apt-get purge -y gcc\n',
    'FROM debian:12\nRUN apt-get purge -y perl\n',
    'FROM debian:12 AS build\nRUN apt-get install -y gcc\nRUN apt-get purge -y gcc\nFROM debian:12\nCOPY --from=build /a /a\n',
    'FROM node:22\nRUN npm ci && npm run build && npm prune --omit=dev\n',
  ],
};

export default defineRule({
  id: 'late-package-removal',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: [
    'remove',
    'purge',
    'del',
    'erase',
    'uninstall',
    'cleanup',
    'yum',
    'dnf',
    'zypper',
    'pacman',
    'yay',
    'paru',
    'npm',
    'yarn',
    'bun',
    'cargo',
    'composer',
    'pecl',
    'pear',
  ],
  fix: 'none',
  title: 'Packages removed in a later layer than the one that installed them',
  why: 'What a layer holds stays in the image: removing it later hides the files and frees nothing.',
  twins: ['parfum/aptGetRemove'],
  *check(context) {
    const installed = new Map<string, StageRun>();
    for (const stage of context.graph.chain) {
      for (const run of context.runsOf(stage)) {
        for (const command of run.script.commands) {
          const call = managerCall(command);
          if (!call) continue;
          const earlier = removedWords(call)
            .map((name) => ({ name, at: installed.get(`${familyOf(call)} ${name}`) }))
            .find(({ at }) => at !== undefined && at !== run);
          if (earlier?.at) {
            const line = String(earlier.at.run.line + 1);
            yield {
              span: run.docSpan({ start: command.name?.span.start ?? 0, end: call.verbWord.span.end }),
              message: `${earlier.name === '' ? 'The packages' : earlier.name} came with line ${line} and stay${earlier.name === '' ? '' : 's'} in its layer: this frees nothing.`,
              related: [{ span: earlier.at.run.keywordSpan, message: 'The RUN that installs it' }],
            };
          }
          for (const name of installedWords(call))
            if (!installed.has(`${familyOf(call)} ${name}`)) installed.set(`${familyOf(call)} ${name}`, run);
        }
      }
    }
  },
});
