// RULE copy-after-user-without-chown: the id is the file name; the examples below are run as tests.
import { flagOf } from '../../../syntax/model';
import type { RuleContext } from '../../context';
import { baseOf } from '../../facts/baseImage';
import { defineRule, type RuleExamples } from '../../rule';
import { copiesOf } from '../../facts/stepIndex';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nWORKDIR /srv\nUSER app\nCOPY . .\n',
    'FROM debian:12\nUSER 1000:1000\nCOPY --link config /home/app/\n',
  ],
  fixed: [
    'FROM debian:12\nWORKDIR /srv\nUSER app\nCOPY --chown=app . .\n',
    'FROM debian:12\nUSER 1000:1000\nCOPY --chown=1000:1000 --link config /home/app/\n',
  ],
  good: [
    'FROM debian:12\nWORKDIR /srv\nUSER app\nCOPY --chown=app . .\n',
    'FROM debian:12\nWORKDIR /srv\nCOPY . .\nUSER app\n',
    'FROM debian:12\nUSER root\nWORKDIR /srv\nCOPY . .\n',
    'FROM debian:12\nWORKDIR /srv\nUSER app\nCOPY run.sh /usr/local/bin/\n',
    'FROM debian:12\nWORKDIR /srv\nUSER app\nCOPY . .\nUSER root\n',
    // From a stage the owner comes along.
    'FROM debian:12 AS build\nUSER app\nRUN make\nFROM debian:12\nWORKDIR /srv\nUSER app\nCOPY --from=build /out .\n',
    'FROM debian:12 AS build\nRUN make && chown -R 1000 /out\nFROM debian:12\nWORKDIR /srv\nUSER app\nCOPY --from=build /out .\n',
  ],
};

export default defineRule({
  id: 'copy-after-user-without-chown',
  group: 'security',
  severity: 'hint',
  since: '0.1.0',
  reads: ['graph', 'run-words'],
  mentions: ['user'],
  fix: 'confirm',
  title: 'Files copied after USER still belong to root',
  why: 'COPY and ADD take no notice of USER: the program can read what they bring, not change it. That may be meant; where it is not, --chown says so.',
  twins: ['tally/copy-after-user-without-chown'],
  *check(context) {
    for (const { stage, index, step, onbuild } of copiesOf(context)) {
      const { destination } = step;
      if (!destination || onbuild || flagOf(step, 'chown') || !context.isShipped(stage)) continue;
      const scope = context.scopeBefore(stage, index);
      const last = context.scopeBefore(stage, stage.steps.length).user;
      // Under `USER root` at the end the program may change the files all the same.
      if (isRoot(scope.user) || isRoot(last) || !/^[\w.-]+(?::[\w.-]+)?$/.test(scope.user)) continue;
      const path = scope.resolve(destination.text);
      if (path === undefined || !isTheirs(path, scope.workdir)) continue;
      if (mayHaveOwner(context, flagOf(step, 'from')?.value)) continue;
      const set = stage.steps.findLastIndex(({ keyword }, before) => keyword === 'USER' && before < index);
      if (set === -1) continue;
      const at = step.keywordSpan.end;
      yield {
        span: step.keywordSpan,
        message: `These files belong to root, not to ${scope.user}: ${step.keyword} takes no notice of USER.`,
        related: [{ span: stage.steps[set]?.span ?? step.span, message: 'The user of the steps that follow' }],
        ...confirmed(`Add --chown=${scope.user}`, [
          { span: { start: at, end: at }, newText: ` --chown=${scope.user}` },
        ]),
      };
    }
  },
});

/** Windows’ own users are other things. */
const isRoot = (user: string): boolean =>
  user === '' || /^(?:root|0)(?::|$)|^Container(?:User|Administrator)$/i.test(user);

/** The working directory and home folders are what a program is expected to write to. */
const isTheirs = (path: string, workdir: string): boolean =>
  path.startsWith('/')
    ? path.startsWith('/home/') || (workdir !== '/' && (path === workdir || path.startsWith(`${workdir}/`)))
    : workdir !== '/';

/**
 * BuildKit keeps the owner that a file has in the other stage (`solver/llbsolver/file/backend.go`): root's, where all of
 * that stage was root's.
 */
function mayHaveOwner(context: RuleContext, from: string | undefined): boolean {
  if (from === undefined) return false;
  const { stages } = context.graph;
  const other = stages.find(({ name }) => name?.toLowerCase() === from.toLowerCase()) ?? stages[Number(from)];
  if (!other) return true;
  const chain = context.chainOf(other);
  return (
    (baseOf(context, other).user ?? '') !== '' ||
    chain.some((one) =>
      one.steps.some(
        (step) =>
          (step.keyword === 'USER' && !isRoot(step.words[0]?.text ?? '')) ||
          ((step.keyword === 'COPY' || step.keyword === 'ADD') && flagOf(step, 'chown') !== undefined) ||
          (step.keyword === 'RUN' && /\bchown\b/.test(step.original.value)),
      ),
    )
  );
}
