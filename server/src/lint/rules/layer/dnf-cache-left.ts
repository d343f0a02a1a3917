// RULE dnf-cache-left: the id is the file name; the examples below are run as tests.
import { appended, leftCaches } from '../../facts/leftCache';
import { rpmFolder } from '../../facts/rpmFolders';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM fedora:40\nRUN dnf install -y httpd\n', 'FROM fedora:41\nRUN dnf5 install -y httpd\n'],
  fixed: [
    'FROM fedora:40\nRUN dnf install -y httpd && dnf clean all\n',
    'FROM fedora:41\nRUN dnf5 install -y httpd && dnf5 clean all && rm -rf /var/cache/libdnf5\n',
  ],
  good: [
    'FROM fedora:40\nRUN dnf -y install httpd && dnf clean all\n',
    'FROM fedora:41\nRUN dnf -y install httpd && rm -rf /var/cache/libdnf5*\n',
    'FROM fedora:40\nRUN --mount=type=cache,target=/var/cache/dnf,sharing=locked dnf install -y httpd\n',
    'FROM fedora:40\nRUN dnf -y install httpd; rm -rf /var/cache/{dnf,yum}\n',
  ],
};

export default defineRule({
  id: 'dnf-cache-left',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['dnf'],
  fix: 'safe',
  title: 'Metadata and packages of dnf left in the layer',
  why: 'Metadata of every repository stay, and packages too where keepcache is on. A later RUN cannot take them out of this layer again.',
  twins: [
    'hadolint/DL3040',
    'trivy/DS-0019',
    'dockerfile_lint/no_dnf_clean_all',
    'kics/dnf-clean',
    'terrascan/AC_DOCKER_00025',
    'semgrep/missing-dnf-clean-all',
    'droast/DF046',
  ],
  differs:
    "hadolint looks at `dnf install` and takes any `dnf clean` or any `rm -rf`; here `update`, `groupinstall` and the like and dnf5 are seen too, the word must be `all` or the folder dnf's own, behind the install, and cache mounts count.",
  *check(context) {
    yield* leftCaches(context, {
      manager: 'dnf',
      what: 'The cache of dnf',
      told: (context, run) => ({ path: rpmFolder(context, run, 'dnf') }),
      leaves: ({ verb }) => verb === 'install' || verb === 'upgrade',
      repair: (_, calls) => appended(calls),
    });
  },
});
