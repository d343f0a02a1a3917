// RULE unpinned-git-clone: the id is the file name; the examples below are run as tests.
import { calls } from '../../../shell/model';
import { optionNames, optionOf, readArguments } from '../../../shell/options';
import { commandsOf } from '../../facts/commandIndex';
import type { RuleContext } from '../../context';
import { defineRule, type RuleExamples } from '../../rule';
import { stepsWith } from '../../facts/stepIndex';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN git clone https://github.com/moby/buildkit.git\n',
    'FROM debian:12\nRUN git clone --depth 1 -b main https://github.com/moby/buildkit.git /src && make -C /src\n',
    'FROM debian:12\nADD https://github.com/moby/buildkit.git /src\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN git clone --depth 1 -b v0.14.1 https://github.com/moby/buildkit.git\n',
    'FROM debian:12\nARG V\nRUN git clone --branch "$V" https://github.com/moby/buildkit.git\n',
    'FROM debian:12\nRUN git clone https://github.com/moby/buildkit.git && cd buildkit && git checkout 1a2b3c4\n',
    'FROM debian:12\nRUN git clone https://github.com/moby/buildkit.git /src\nWORKDIR /src\nRUN git reset --hard v0.14.1\n',
    'FROM debian:12\nADD https://github.com/moby/buildkit.git#v0.14.1 /src\n',
    'FROM debian:12\nRUN git clone --revision=1a2b3c4 https://github.com/moby/buildkit.git\n',
  ],
};

const VALUED = optionNames(
  '-b --branch -o --origin -c --config -j --jobs -u --upload-pack --depth --filter --reference --separate-git-dir --shallow-since --template --revision --server-option',
);
/** Branches by their usual names; other names are taken for tags. */
const BRANCH = /^(?:master|main|trunk|develop|development|dev|next|stable|devel|edge|nightly|HEAD)$/;

export default defineRule({
  id: 'unpinned-git-clone',
  group: 'cache',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['clone', 'git@', 'git://', 'ssh://git', '.git'],
  fix: 'none',
  title: 'A clone of a branch that moves',
  why: 'The builder’s cache knows the text of the step, not the branch: two machines, or the same one next week, build different sources from the same Dockerfile.',
  twins: [],
  *check(context) {
    const chosen = lastChoices(context);
    for (const { run, command } of commandsOf(context, 'git')) {
      if (!calls(command, 'git', 'clone')) continue;
      const given = readArguments(command.args.slice(1), VALUED);
      const branch = optionOf(given, '-b', '--branch');
      const url = given.operands.find(({ text }) => text !== 'clone');
      if (
        !url ||
        optionOf(given, '--revision') ||
        (branch && !BRANCH.test(branch.value ?? 'v1')) ||
        (chosen.get(run.stage.index) ?? -1) > run.docSpan(command.span).start
      )
        continue;
      yield {
        span: run.docSpan(url.span),
        message: branch
          ? `The branch ${branch.value ?? ''} moves: the same line builds other sources another day.`
          : 'The default branch moves: the same line builds other sources another day.',
      };
    }
    for (const { step } of stepsWith(context, 'ADD'))
      for (const { text, span } of step.sources)
        if (
          /^(?:git@|git:\/\/|ssh:\/\/git)|^https?:\/\/[^#?]*\.git(?:$|\?(?!.*(?:ref|tag|commit|checksum)=))/.test(
            text,
          ) &&
          !text.includes('#')
        )
          yield { span, message: 'The default branch moves: the same line builds other sources another day.' };
  },
});

const CHOOSES = new Set(['checkout', 'reset', 'switch', 'fetch']);

/** By stage: where the last command stands that chooses a commit. */
function lastChoices(context: RuleContext): ReadonlyMap<number, number> {
  const last = new Map<number, number>();
  for (const { run, command } of commandsOf(context, 'git')) {
    if (!command.args.some(({ text }) => CHOOSES.has(text ?? ''))) continue;
    last.set(run.stage.index, Math.max(last.get(run.stage.index) ?? -1, run.docSpan(command.span).start));
  }
  return last;
}
