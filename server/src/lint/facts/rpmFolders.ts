// Knows: where yum and dnf of a distribution keep what they downloaded: yum is dnf's other name from Fedora 22, Enterprise
// Linux 8 and Amazon Linux 2023 on, and dnf is dnf5 from Fedora 41 on.
// Sources: dnf.readthedocs.io (cachedir), dnf5.readthedocs.io (system_cachedir), Fedora's release notes of 22 and 41.
import type { CachePath } from '../../shell/tools/packages/caches';
import type { RuleContext, StageRun } from '../context';
import { baseOf } from './baseImage';

const YUM: CachePath = { path: '/var/cache/yum' };
const DNF: CachePath = { path: '/var/cache/dnf' };
const DNF5: CachePath = { path: '/var/cache/libdnf5' };

const ENTERPRISE =
  /^(?:centos|rockylinux|rockylinux\/rockylinux|almalinux|oraclelinux|quay\.io\/centos\/centos|(?:redhat|registry\.access\.redhat\.com|registry\.redhat\.io)\/ubi\d+.*)$/;

/** Undefined where the base does not tell. */
export function rpmFolder(context: RuleContext, { stage }: StageRun, program: string): CachePath | undefined {
  if (program !== 'yum' && program !== 'dnf') return undefined;
  const { repository, tag } = baseOf(context, stage);
  const version = Number(/\d+/.exec(/\d/.test(tag) ? tag : (/ubi\d+/.exec(repository)?.[0] ?? ''))?.[0] ?? Infinity);
  // Without a number it is the newest one; that of centos is 8.
  if (repository === 'fedora') return version >= 41 ? DNF5 : program === 'dnf' || version >= 22 ? DNF : YUM;
  if (repository === 'amazonlinux') return version >= 2023 ? DNF : YUM;
  if (ENTERPRISE.test(repository)) return program === 'dnf' || version >= 8 ? DNF : YUM;
  return undefined;
}
