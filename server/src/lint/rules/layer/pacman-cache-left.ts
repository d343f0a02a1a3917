// RULE pacman-cache-left: the id is the file name; the examples below are run as tests.
import { baseOf } from '../../facts/baseImage';
import { appended, leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM archlinux\nRUN pacman -Syu --noconfirm git\n',
    'FROM archlinux\nRUN pacman -S --noconfirm git && pacman -Scc --noconfirm\n',
  ],
  fixed: [
    'FROM archlinux\nRUN pacman -Syu --noconfirm git && rm -rf /var/cache/pacman/pkg/*\n',
    'FROM archlinux\nRUN pacman -S --noconfirm git && pacman -Scc --noconfirm && rm -rf /var/cache/pacman/pkg/*\n',
  ],
  good: [
    'FROM archlinux\nRUN pacman -Syu --noconfirm git && rm -rf /var/cache/pacman/pkg/*\n',
    'FROM archlinux\nRUN pacman -Syu --noconfirm git && yes | pacman -Scc\n',
    'FROM archlinux\nRUN pacman -Qi git && pacman -Ss git\n',
  ],
};

export default defineRule({
  id: 'pacman-cache-left',
  group: 'layer',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['pacman', 'yay', 'paru'],
  fix: 'safe',
  title: 'Packages of pacman left in the layer',
  why: 'The archive of every package that is installed stays beside it.',
  twins: [],
  differs:
    '`pacman -Scc --noconfirm` empties nothing: it asks whether to remove the packages and takes the option for No.',
  *check(context) {
    yield* leftCaches(context, {
      manager: 'pacman',
      what: 'The package cache of pacman',
      leaves: ({ verb }) => verb === 'install' || verb === 'upgrade',
      // The hooks of the official image may empty it after each install (archlinux-docker: package-cleanup.hook).
      severityIn: (context, { stage }) => (baseOf(context, stage).family === 'arch' ? 'hint' : undefined),
      repair: (_, calls) => appended(calls),
    });
  },
});
