// Knows: the members of an image archive by path: clean names, links to each other, and what the list as a whole looks like.
import { cleanPath, joinPath } from '../../base/posixPath';
import { LIMITS } from '../limits';
import type { TarEnd, TarEntry } from '../tar';
import type { Content } from './detect';
import type { ImageFiles } from './files';

/** An archive after one walk over its members. */
export interface Archive extends ImageFiles {
  /** In archive order; the path is clean. */
  readonly members: readonly Member[];
  readonly end: TarEnd;
  /** What a member's first bytes are. */
  contentOf(member: Member): Promise<Content>;
  /** The last bytes of the archive: a failing engine writes its complaint there. */
  tail(): Promise<Uint8Array>;
}

export interface Member {
  readonly path: string;
  readonly entry: TarEntry;
}

/** Bytes of the tail that are looked at. */
export const TAIL_BYTES = 16 * 1024;

/** `./blobs//x` → `blobs/x`; undefined for names that leave the archive's root. */
function memberPath(name: string): string | undefined {
  const path = cleanPath(name.replace(/^\/+/, ''));
  return path === '..' || path.startsWith('../') ? undefined : path;
}

/** Members by path; of two with one name the later one counts, as when unpacking. */
export class MemberTable {
  readonly members: Member[] = [];
  readonly #byPath = new Map<string, TarEntry>();

  /** False when there are more members than an image archive has. */
  add(entry: TarEntry): boolean {
    const path = memberPath(entry.name);
    if (path !== undefined) {
      this.members.push({ path, entry });
      this.#byPath.set(path, entry);
    }
    return this.members.length < LIMITS.members;
  }

  /**
   * The path of the file a path leads to. Old docker save stores a layer once and links to it from the other folders
   * (`../<other>/layer.tar`); a hard link names its target from the root.
   */
  resolve(path: string): { path: string; entry: TarEntry } | undefined {
    let at: string | undefined = memberPath(path);
    for (let hops = 0; at !== undefined && hops < LIMITS.linkHops; hops++) {
      const entry = this.#byPath.get(at);
      if (entry === undefined) return undefined;
      if (entry.type === 'file') return { path: at, entry };
      if (entry.type === 'hardlink') at = memberPath(entry.linkName);
      else if (entry.type === 'symlink' && !entry.linkName.startsWith('/')) {
        at = memberPath(joinPath(at, '..', entry.linkName));
      } else return undefined;
    }
    return undefined;
  }
}

/** Names that only image archives have. */
const IMAGE_PATH =
  /^(?:manifest\.json|index\.json|oci-layout|repositories|blobs(?:\/.*)?|(?:sha256:)?[0-9a-f]{64}(?:[./].*)?)$/;

export const looksLikeImage = (members: readonly Member[]): boolean =>
  members.some(({ path }) => IMAGE_PATH.test(path));

/** Before `manifest.json` came (Docker 1.10), images were folders with a parent each. */
export const looksLikeFirstFormat = (members: readonly Member[]): boolean =>
  members.some(({ path }) => path === 'repositories' || /^[0-9a-f]{64}\/layer\.tar$/.test(path));

const SYSTEM_FOLDER =
  /^(?:bin|boot|dev|etc|home|lib|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var|Files|Windows|\.dockerenv)(?:\/|$)/;
/** buildx type=local and type=tar add these, and with several platforms a folder for each. */
const BUILDX_OUTPUT = /^(?:(?:linux|windows|darwin|freebsd)_[a-z0-9_]+(?:\/|$)|provenance\.json$|sbom[^/]*\.json$)/;

export const looksLikeFileSystem = (members: readonly Member[]): boolean =>
  members.some(({ path }) => SYSTEM_FOLDER.test(path) || BUILDX_OUTPUT.test(path));
