// RULE install-without-update: the id is the file name; the examples below are run as tests.
import type { TextEdit } from '../../../base/textEdit';
import type { ManagerCall } from '../../../shell/tools/packages';
import type { RuleContext, StageRun } from '../../context';
import { coveringMount, writableMounts } from '../../facts/cacheMounts';
import { indexByRun, indexIsGone, KEPT, refreshes, type IndexManager } from '../../facts/packageIndex';
import type { Fix } from '../../rule';
import { isLocalOrAddress } from '../../facts/unpinned';
import { managerCallsOf, type StageManagerCall } from '../../facts/commandIndex';
import { appendCommand, canEdit, insertAfter } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';

/** `apk add --no-cache` and `-U` fetch an index of their own. */
const fetchesItself = (call: ManagerCall): boolean =>
  call.manager === 'apk' &&
  call.flag('--no-cache', '-U', '--update-cache', '--update', '--repositories-file', '-X', '--repository') !==
    undefined;

/** `apk add --virtual .run …` behind another group keeps some of what came with that one: it asks no index for it. */
const keepsOfGroup = ({ run, call }: StageManagerCall, calls: readonly StageManagerCall[]): boolean =>
  makesGroup(call) &&
  calls.some((one) => one.run === run && one.call.command.span.start < call.command.span.start && makesGroup(one.call));

const makesGroup = (call: ManagerCall): boolean => call.manager === 'apk' && call.flag('-t', '--virtual') !== undefined;

function fixOf(
  context: RuleContext,
  run: StageRun,
  call: ManagerCall,
  manager: IndexManager,
): { fixes?: readonly Fix[] } {
  const { command } = call;
  if (!canEdit(run, command) || command.depth > 0 || command.name === undefined) return {};
  if (manager === 'apk') {
    const edits = insertAfter(run, command, call.verbWord, '--no-cache');
    const title = 'Insert --no-cache: apk fetches an index for this one call';
    return edits ? { fixes: [{ class: 'confirm', title, edits }] } : {};
  }
  const { start } = run.docSpan(command.span);
  const update: TextEdit = { span: { start, end: start }, newText: 'apt-get update && ' };
  // What the update brings is not to stay.
  const clean = appendCommand(context.model, run, 'rm -rf /var/lib/apt/lists/*') ?? [];
  const title = `Insert apt-get update in front of it${clean.length > 0 ? ', and delete the index behind it' : ''}`;
  return { fixes: [{ class: 'confirm', title, edits: [update, ...clean] }] };
}

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt-get install -y curl\n',
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nRUN apt-get install -y jq\n',
    'FROM alpine:3.7\nRUN apk add curl\n',
  ],
  fixed: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nRUN apt-get update && apt-get install -y jq && rm -rf /var/lib/apt/lists/*\n',
    'FROM alpine:3.7\nRUN apk add --no-cache curl\n',
  ],
  good: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
    'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n',
    'FROM debian:12\nCOPY a.deb /\nRUN apt-get install -y /a.deb\n',
    'FROM my/base\nRUN apt-get install -y curl\n',
    'FROM debian:trixie\nRUN apt-get install --update -y curl\n',
    'FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y software-properties-common && rm -rf /var/lib/apt/lists/*\nRUN add-apt-repository -y ppa:a/b && apt-get install -y c\n',
    'FROM debian:12\nRUN with-retries apt-get update -y\nRUN apt-get install -y curl\n',
    // apk fetches an index that is missing since Alpine 3.8.
    'FROM alpine:3.20\nRUN apk add curl\n',
    'FROM alpine\nRUN apk add curl && rm -rf /var/cache/apk/*\nRUN apk add jq\n',
    'FROM alpine:3.7\nRUN apk add --no-cache curl\nRUN apk add -U jq\n',
    'FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt/lists apt-get install -y curl\n',
    'FROM alpine:3.7\nRUN apk update\nRUN apk add curl\n',
    'FROM debian:12\nCOPY setup.sh /\nRUN /setup.sh\nRUN apt-get install -y curl\n',
    'FROM debian:12\nRUN apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*\nRUN curl https://deb.example.com/setup | bash - && apt-get install -y nodejs\n',
    'FROM debian:12\nRUN apt-get update && rm -rf /var/lib/apt/lists/* && apt-get update\nRUN apt-get install -y curl\n',
    'FROM alpine:3.7\nRUN apk add --no-cache -t .build gcc && make && apk add -t .run libstdc++ && apk del .build\n',
    'FROM alpine:3.7\nRUN apk add --no-network --virtual .used so:libc.musl-x86_64.so.1\n',
  ],
};

export default defineRule({
  id: 'install-without-update',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['apt', 'apk'],
  fix: 'confirm',
  title: 'Install without a package index',
  why: 'The base image has no index, or an earlier step deleted it: the install finds no packages and the build stops.',
  twins: ['parfum/aptGetUpdatePrecedesInstall'],
  *check(context) {
    for (const manager of ['apt', 'apk'] as const) {
      const calls = managerCallsOf(context, manager);
      if (calls.length === 0) continue;
      const indexes = indexByRun(context, manager);
      for (const { run, call } of calls) {
        if (refreshes(call, manager)) continue;
        if (run.onbuild || call.verb !== 'install' || call.isOpen || fetchesItself(call)) continue;
        // Who keeps apk off the network names what is installed already, so that it stays when the rest is deleted.
        if (call.flag('--no-network')) continue;
        const packages = call.operands.filter(({ text }) => text === undefined || !isLocalOrAddress(text));
        if (packages.length === 0 || coveringMount(writableMounts(context, run), KEPT[manager])) continue;
        const { before, events = [] } = indexes.get(run) ?? {};
        const { start } = call.command.span;
        const gone = indexIsGone(context, run, manager, events.findLast(({ at }) => at < start)?.left ?? before);
        if (gone === undefined) continue;
        if (keepsOfGroup({ run, call }, calls)) continue;
        yield {
          span: run.docSpan({ start: call.command.name?.span.start ?? 0, end: call.verbWord.span.end }),
          message: `There is no package index here${gone === 'base' ? ': the base image comes without one' : `: line ${String(gone + 1)} deleted it`}. This install finds nothing, and the build stops.`,
          ...fixOf(context, run, call, manager),
        };
      }
    }
  },
});
