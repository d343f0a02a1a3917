// Knows: paths that are not what they seem: those of the running machine, and those that are one place under two names in many images, because a folder of the one name is a link to the
// other: merged /usr, /var/run. What was written under one name may be what is found under the other.
// Source: the Filesystem Hierarchy Standard 3.0, §5.13; systemd: The Case for the /usr Merge.

/** Folders of one class may be one folder. */
const CLASSES: readonly (readonly string[])[] = [
  ['/bin', '/usr/bin', '/sbin', '/usr/sbin'],
  ['/lib', '/usr/lib', '/lib64', '/usr/lib64', '/lib32', '/usr/lib32'],
  ['/run', '/var/run'],
  ['/run/lock', '/var/lock'],
  ['/tmp', '/usr/tmp', '/var/tmp'],
];

/** Files that are not the image's own while a RUN runs, or tell of the machine. */
export const FLEETING =
  /^\/(?:(?:proc|sys|dev|run)(?:\/|$)|var\/run(?:\/|$)|etc(?:$|\/(?:hosts|hostname|resolv\.conf|mtab)$)|$)/;

export const isWithin = (inner: string, outer: string): boolean =>
  inner === outer || outer === '/' || inner.startsWith(`${outer}/`);

/** Folders on the way to a path, the root left out. */
export const parentsOf = (path: string): string[] => {
  const parts = path.split('/').slice(1, -1);
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`);
};

/** Other names that the path, or something below it, may have. */
export function otherNames(path: string): string[] {
  const names = CLASSES.flatMap((folders) => {
    const own = folders.find((folder) => isWithin(path, folder));
    if (own !== undefined)
      return folders.filter((folder) => folder !== own).map((folder) => folder + path.slice(own.length));
    return folders.some((folder) => isWithin(folder, path)) ? folders.filter((folder) => !isWithin(folder, path)) : [];
  });
  return [...new Set(names)];
}
