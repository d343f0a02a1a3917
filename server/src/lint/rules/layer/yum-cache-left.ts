// RULE yum-cache-left: the id is the file name; the examples below are run as tests.
import { appended, leftCaches } from '../../facts/leftCache';
import { rpmFolder } from '../../facts/rpmFolders';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM centos:7\nRUN yum install -y httpd\n',
    'FROM centos:7\nRUN yum install -y httpd \\\n    && yum clean packages\n',
    'FROM rockylinux:9\nRUN yum install -y httpd\n',
    // A temporary folder is no cache.
    'FROM centos:7\nRUN export GNUPGHOME="$(mktemp -d)" && yum install -y httpd && rm -rf "$GNUPGHOME"\n',
  ],
  fixed: [
    'FROM centos:7\nRUN yum install -y httpd && yum clean all && rm -rf /var/cache/yum\n',
    'FROM centos:7\nRUN yum install -y httpd \\\n    && yum clean packages \\\n    && yum clean all && rm -rf /var/cache/yum\n',
    'FROM rockylinux:9\nRUN yum install -y httpd && yum clean all\n',
    'FROM centos:7\nRUN export GNUPGHOME="$(mktemp -d)" && yum install -y httpd && rm -rf "$GNUPGHOME" && yum clean all && rm -rf /var/cache/yum\n',
  ],
  good: [
    'FROM centos:7\nRUN yum install -y httpd && yum clean all\n',
    'FROM centos:7\nRUN yum install -y httpd && rm -rf /var/cache/yum\n',
    'FROM rockylinux:9\nRUN yum -y update && yum clean all && rm -rf /var/cache/dnf\n',
    'FROM centos:7\nRUN --mount=type=cache,target=/var/cache/yum,sharing=locked yum install -y httpd\n',
    'FROM centos:7\nRUN yum makecache\n',
    'FROM centos:7\nRUN CACHE=/var/cache/yum && yum install -y httpd && rm -rf "$CACHE"\n',
    // It may be the cache.
    'FROM centos:7\nRUN yum install -y httpd && rm -rf "$(yum-cache-folder)" $LEFT\n',
  ],
};

export default defineRule({
  id: 'yum-cache-left',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['yum'],
  fix: 'safe',
  title: 'Metadata and packages of yum left in the layer',
  why: 'Metadata of every repository stay, and packages too where keepcache is on. A later RUN cannot take them out of this layer again.',
  twins: [
    'hadolint/DL3032',
    'trivy/DS-0015',
    'dockerfile_lint/no_yum_clean_all',
    'kics/yum-clean',
    'terrascan/AC_DOCKER_0009',
    'semgrep/remove-package-cache',
    'droast/DF047',
    'droast/DF004',
    'parfum/yumInstallRmVarCacheYum',
  ],
  differs:
    "hadolint looks at `yum install` and takes any `yum clean` or any `rm -rf`, wherever they stand; here `update`, `groupinstall` and the like are seen too, the word must be `all` or the folder yum's own, behind the install, and cache mounts count.",
  *check(context) {
    yield* leftCaches(context, {
      manager: 'yum',
      what: 'The cache of yum',
      told: (context, run) => ({ path: rpmFolder(context, run, 'yum') }),
      leaves: ({ verb }) => verb === 'install' || verb === 'upgrade',
      // Under dnf's name for it there is nothing else to remove.
      repair: (run, calls, context) =>
        rpmFolder(context, run, 'yum')?.path === '/var/cache/dnf'
          ? { kind: 'append', append: { clean: 'yum clean all' } }
          : appended(calls),
    });
  },
});
