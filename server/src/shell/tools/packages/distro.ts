// Knows: the command lines of the distributions' package managers.
// Sources: apt-get(8), aptitude(8), apk(8), yum(8), dnf(8) and dnf5(8), microdnf(8), zypper(8), pacman(8).
import { verbs, words, type Manager, type PackageVerb } from './manager';

const RPM_VALUED =
  words(`-c --config -d --debuglevel -e --errorlevel --rpmverbosity -R --randomwait -x --exclude --excludepkgs
  --enablerepo --disablerepo --repo --repoid --repofrompath --installroot --releasever --setopt --color --comment --forcearch
  --downloaddir --destdir --advisory --bz --cve --sec-severity --arch --archlist --enable-plugin --disable-plugin`);
const RPM_VERBS = {
  install:
    'install in localinstall groupinstall reinstall builddep build-dep module_install module_enable group_install swap downgrade',
  update: 'makecache check-update',
  upgrade:
    'update upgrade upgrade-minimal update-minimal update-to upgrade-to distro-sync distrosync dsync groupupdate system-upgrade',
  remove: 'remove erase rm autoremove groupremove group_remove',
  clean: 'clean',
  download: 'download',
};

const pacmanVerb = (flags: ReadonlySet<string>, hasOperands: boolean): PackageVerb => {
  const has = (short: string, long: string): boolean => flags.has(short) || flags.has(long);
  if (has('-U', '--upgrade')) return 'install';
  if (has('-R', '--remove')) return 'remove';
  if (!has('-S', '--sync')) return 'other';
  if (has('-c', '--clean')) return 'clean';
  if (['-i', '-s', '-l', '-g', '-p'].some((flag) => flags.has(flag))) return 'other';
  if (flags.has('--search') || flags.has('--info')) return 'other';
  if (hasOperands) return has('-w', '--downloadonly') ? 'download' : 'install';
  return has('-u', '--sysupgrade') ? 'upgrade' : has('-y', '--refresh') ? 'update' : 'other';
};

export const DISTRO_MANAGERS: readonly Manager[] = [
  {
    name: 'apt',
    // tonistiigi/xx: the same for another platform.
    programs: ['apt-get', 'apt', 'aptitude', 'xx-apt-get', 'xx-apt'],
    verbs: verbs({
      install: 'install reinstall build-dep satisfy',
      update: 'update',
      upgrade: 'upgrade dist-upgrade full-upgrade safe-upgrade dselect-upgrade',
      remove: 'remove purge autoremove auto-remove autopurge',
      clean: 'clean distclean dist-clean autoclean auto-clean',
      download: 'source download',
    }),
    valued: words(
      '-t --target-release --default-release -o --option -c --config-file -a --host-architecture -P --build-profiles --with-source',
    ),
  },
  {
    name: 'apk',
    programs: ['apk', 'xx-apk'],
    verbs: verbs({
      install: 'add fix',
      update: 'update',
      upgrade: 'upgrade',
      remove: 'del',
      clean: 'cache_clean cache_purge',
      download: 'fetch cache_download',
    }),
    valued: words(
      '-t --virtual -X --repository -p --root --arch --keys-dir --repositories-file --cache-dir --cache-max-age --wait --progress-fd --timeout -o --output',
    ),
  },
  { name: 'yum', programs: ['yum'], verbs: verbs(RPM_VERBS), valued: RPM_VALUED },
  { name: 'dnf', programs: ['dnf', 'dnf5', 'dnf-3'], verbs: verbs(RPM_VERBS), valued: RPM_VALUED },
  { name: 'microdnf', programs: ['microdnf'], verbs: verbs(RPM_VERBS), valued: RPM_VALUED },
  { name: 'tdnf', programs: ['tdnf'], verbs: verbs(RPM_VERBS), valued: RPM_VALUED },
  {
    name: 'zypper',
    programs: ['zypper'],
    verbs: verbs({
      install: 'install in source-install si install-new-recommends inr',
      update: 'refresh ref refresh-services refs',
      upgrade: 'update up dist-upgrade dup patch',
      remove: 'remove rm',
      clean: 'clean cc',
      download: 'download',
    }),
    valued: words(
      '-r --repo -t --type -R --root --installroot --from --to -c --config --reposd-dir --cache-dir --raw-cache-dir --solv-cache-dir --pkg-cache-dir -p --plus-repo --plus-content --releasever --userdata --download --solver-focus --category -g --cve --issue --date',
    ),
  },
  {
    name: 'pacman',
    programs: ['pacman', 'yay', 'paru'],
    verbs: new Map(),
    valued: words(
      '-b --dbpath -r --root --config --cachedir --hookdir --gpgdir --logfile --arch --color --ignore --ignoregroup --overwrite --assume-installed --print-format',
    ),
    optionVerb: pacmanVerb,
  },
];
