// RULE user-created-unused: the id is the file name; the examples below are run as tests.
import { usersMade, type MadeUser } from '../../facts/accounts';
import type { RuleContext } from '../../context';
import { speaksOf } from '../../facts/firstUse';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN useradd -m app\nCMD ["node", "server.js"]\n',
    'FROM alpine:3.22 AS base\nRUN adduser -D worker\nFROM base\nCMD ["node", "server.js"]\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN useradd -m app\nUSER app\n',
    'FROM debian:12\nRUN useradd -m app && chown -R app /srv\nCMD ["node"]\n',
    'FROM debian:12\nRUN useradd -m -u 1000 app\nUSER 1000\n',
    'FROM debian:12\nRUN useradd -m app\nCOPY --chown=app . /srv\n',
    'FROM debian:12\nRUN useradd -m app\nENTRYPOINT ["/entrypoint.sh"]\n',
    'FROM debian:12 AS build\nRUN useradd -m app\nFROM debian:12\nCMD ["node"]\n',
  ],
};

export default defineRule({
  id: 'user-created-unused',
  group: 'security',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['useradd', 'adduser'],
  fix: 'none',
  title: 'A user is made and never used',
  why: 'Most often a USER line was meant to follow: without it the program runs as root.',
  twins: ['tally/user-created-but-never-used'],
  *check(context) {
    for (const user of usersMade(context).slice(0, MOST)) {
      if (user.run.onbuild || !context.isShipped(user.run.stage) || isUsed(context, user)) continue;
      yield {
        span: user.run.docSpan(user.word.span),
        message: `Nothing uses ${user.name}: there is no USER, no --chown and no file of it.`,
      };
    }
  },
});

/** Each is looked for in the whole file. */
const MOST = 10;

/** True when another instruction or command speaks of the user, or a script decides who runs. */
function isUsed(context: RuleContext, { name, uid, run, command }: MadeUser): boolean {
  if (run.script.commands.some((other) => other !== command && other.args.some(({ raw }) => mentions(raw, name))))
    return true;
  return context.graph.chain.some(({ steps }) =>
    steps.some((step) => {
      if (step === run.run) return false;
      if (step.keyword === 'ENTRYPOINT' || step.keyword === 'CMD')
        return /entrypoint|\.sh\b|\$/i.test(step.rest.value) || speaksOf(step, name);
      return speaksOf(step, name) || (step.keyword === 'USER' && step.rest.value.split(':')[0] === uid);
    }),
  );
}

const mentions = (word: string, name: string): boolean => word.includes(name) && word.split(/[^\w-]+/).includes(name);
