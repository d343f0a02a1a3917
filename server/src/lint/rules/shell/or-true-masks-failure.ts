// RULE or-true-masks-failure: the id is the file name; the examples below are run as tests.
import type { ShellCommand } from '../../../shell/model';
import { calls } from '../../../shell/model';
import { fetchOf } from '../../../shell/tools/fetch';
import { managerCall } from '../../../shell/tools/packages';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl || true\n',
    'FROM debian:12\nRUN curl -fsSLO https://example.com/a.tgz || :\n',
    'FROM node:22\nRUN npm ci; exit 0\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN rm /tmp/x || true\n',
    'FROM debian:12\nRUN apt-get remove -y curl || true\n',
    'FROM fedora:41\nRUN dnf -y module enable postgresql:16 || :\n',
    'FROM debian:12\nRUN curl -fsSLO https://a.test/a || curl -fsSLO https://b.test/a\n',
  ],
};

export default defineRule({
  id: 'or-true-masks-failure',
  group: 'shell',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['||', 'exit'],
  fix: 'none',
  title: 'A failed install or download is accepted',
  why: 'The image is then made without it, and the builder keeps that layer in its cache as if all had gone well.',
  twins: [],
  *check(context) {
    for (const run of context.everyRun()) {
      const { commands } = run.script;
      for (const [at, command] of commands.entries()) {
        const next = commands[at + 1];
        if (!next || next.inside.length !== command.inside.length || !accepts(next) || !brings(command)) continue;
        yield {
          span: run.docSpan(next.span),
          message: 'When the install or download in front of it fails, the image is made without it.',
          related: [{ span: run.docSpan(command.span), message: 'Its failure is accepted' }],
        };
      }
    }
  },
});

const accepts = ({ name, joint, args }: ShellCommand): boolean =>
  joint === '||'
    ? name?.text === 'true' || name?.text === ':'
    : joint === ';' && name?.text === 'exit' && args[0]?.text === '0';

function brings(command: ShellCommand): boolean {
  const call = managerCall(command);
  // Which stream of a module counts: nothing comes with that.
  const verb = call?.phrase === 'module enable' ? undefined : call?.verb;
  return (
    verb === 'install' ||
    verb === 'update' ||
    verb === 'download' ||
    fetchOf(command) !== undefined ||
    calls(command, 'git', 'clone')
  );
}
