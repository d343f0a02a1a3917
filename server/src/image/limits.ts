// Knows: how much of a hostile archive is read before we stop. Values: what trusted readers use (image-facts §9.2).

const MIB = 1024 * 1024;

export const LIMITS = {
  /** `manifest.json`, index, manifest or config (containers/image: internal/iolimits, 4 MiB since CVE-2020-1702). */
  jsonBytes: 4 * MIB,
  /** All JSON members kept from an archive that can be read only once. */
  keptJsonBytes: 64 * MIB,
  /** Entries of all layers together, when they are kept. */
  keptEntries: 2_000_000,
  /** One PAX or GNU long-name block (node-tar: 1 MiB). */
  metaBytes: MIB,
  /** Members of the outer archive; image archives have hundreds, an exported file system millions. */
  members: 50_000,
  /** Nesting of an OCI index, and manifests looked at. */
  indexDepth: 4,
  manifests: 1000,
  /** Links from one member to another (Linux: MAXSYMLINKS). */
  linkHops: 40,
  /** Uncompressed bytes of all compressed layers together. */
  inflatedBytes: 64 * 1024 * MIB,
} as const;
