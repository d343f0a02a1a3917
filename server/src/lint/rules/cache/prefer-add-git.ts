// RULE prefer-add-git: the id is the file name; the examples below are run as tests.
import { frontendOf, NEWEST_FRONTEND } from '../../../build/options';
import type { ShellCommand } from '../../../shell/model';
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';

/** A plain clone of a branch or tag over https; undefined for anything else. */
function cloneOf({ args, redirects }: ShellCommand): { url: string; ref: string; folder: string } | undefined {
  const words = args.map(({ text }) => text);
  if (words[0] !== 'clone' || words.includes(undefined) || redirects.length > 0) return undefined;
  let ref: string | undefined;
  const plain: string[] = [];
  for (let i = 1; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '-b' || word === '--branch') ref = words[++i];
    else if (word.startsWith('--branch=')) ref = word.slice('--branch='.length);
    else if (word === '--depth') i++;
    else if (/^--depth=|^(?:--single-branch|-q|--quiet)$/.test(word)) continue;
    else if (word.startsWith('-')) return undefined;
    else plain.push(word);
  }
  const [url = '', folder] = plain;
  if (!ref || !/^https:\/\/[^\s@#]+$/.test(url) || plain.length > 2) return undefined;
  const bare = url.replace(/(?:\.git)?\/?$/, '');
  return { url: `${bare}.git`, ref, folder: folder ?? `./${bare.slice(bare.lastIndexOf('/') + 1)}` };
}

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN git clone --depth 1 --branch v1.2 https://github.com/a/b.git /src/b\n',
    'FROM debian:12\nRUN git clone -b v1.2 https://github.com/a/b\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN git clone https://github.com/a/b.git /src/b\n',
    'FROM debian:12\nRUN git clone -b v1 https://github.com/a/b.git && make -C b\n',
    'FROM debian:12\nRUN git clone -b v1 git@github.com:a/b.git\n',
    'FROM debian:12\nRUN git clone --recurse-submodules -b v1 https://github.com/a/b.git\n',
  ],
};

export default defineRule({
  id: 'prefer-add-git',
  group: 'cache',
  severity: 'off',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['clone'],
  fix: 'none',
  title: 'git clone where ADD does it',
  why: 'The builder asks the repository which commit a branch means, and runs the step again when that has changed; no git is needed in the image.',
  twins: ['tally/prefer-add-git'],
  *check(context) {
    if ((frontendOf(context.model) ?? NEWEST_FRONTEND) < 1) return;
    for (const { run, command } of commandsOf(context, 'git')) {
      const clone = cloneOf(command);
      const isAlone = run.script.elements.length === 1 && run.script.commands.length === 1 && run.run.form === 'shell';
      if (!clone || !isAlone || run.run.flags.length > 0 || run.onbuild) continue;
      yield {
        span: run.docSpan(command.span),
        message: 'ADD takes a repository too: it notices when the branch or tag moves, and needs no git in the image.',
      };
    }
  },
});
