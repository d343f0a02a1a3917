// RULE zypper-cache-left: the id is the file name; the examples below are run as tests.
import type { ManagerCall } from '../../../shell/tools/packages';
import { callsIn } from '../../facts/cacheCleaning';
import type { StageRun } from '../../context';
import { insertAfter } from '../../edits';
import { appended, leftCaches, type Repair } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM opensuse/leap:15.6\nRUN zypper install -y httpd\n',
    'FROM opensuse/leap:15.6\nRUN zypper install -y httpd && zypper clean\n',
  ],
  fixed: [
    'FROM opensuse/leap:15.6\nRUN zypper install -y httpd && zypper clean --all\n',
    'FROM opensuse/leap:15.6\nRUN zypper install -y httpd && zypper clean --all\n',
  ],
  good: [
    'FROM opensuse/leap:15.6\nRUN zypper in -y httpd && zypper cc -a\n',
    'FROM opensuse/leap:15.6\nRUN zypper -n install httpd && rm -rf /var/cache/zypp/*\n',
    'FROM opensuse/leap:15.6\nRUN --mount=type=cache,target=/var/cache/zypp,sharing=locked zypper in -y httpd\n',
  ],
};

export default defineRule({
  id: 'zypper-cache-left',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['zypper'],
  fix: 'safe',
  title: 'Metadata and packages of zypper left in the layer',
  why: 'Metadata of every repository stay, which `zypper clean` without `--all` leaves in place. A later RUN cannot take them out of this layer again.',
  twins: ['hadolint/DL3036', 'trivy/DS-0020', 'kics/zypper-clean', 'semgrep/missing-zypper-clean', 'droast/DF045'],
  differs:
    'hadolint looks at `zypper install` and takes any `zypper clean`; here updates are seen too, without `--all` the metadata stay, which is a hint, and removing /var/cache/zypp counts.',
  *check(context) {
    yield* leftCaches(context, {
      manager: 'zypper',
      what: 'The cache of zypper',
      leaves: ({ verb }) => verb === 'install' || verb === 'upgrade',
      // Plain `zypper clean` took the packages; only the metadata stay.
      severityIn: (_, run) => (cleanedAll(run) ? 'hint' : undefined),
      repair: (run, calls) => cleanedAll(run) ?? appended(calls),
    });
  },
});

const isPlainClean = ({ manager, verb }: ManagerCall): boolean => manager === 'zypper' && verb === 'clean';

/** Gives the `zypper clean` that is there what it lacks. */
function cleanedAll(run: StageRun): Repair | undefined {
  const calls = callsIn(run).filter(({ manager }) => manager === 'zypper');
  // One in front of the install cleans nothing of it.
  const clean = calls.at(-1);
  if (!clean || !isPlainClean(clean)) return undefined;
  const edits = insertAfter(run, clean.command, clean.verbWord, '--all');
  return { kind: 'edits', title: 'Add `--all`', class: 'safe', edits };
}
