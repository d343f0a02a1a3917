// Knows: which flags the build commands have, and which of them take a value in the next word.
// Sources: docker/cli: cli/command/image/build.go (28, 29); docker/buildx: commands/build.go, commands/root.go (0.29);
// containers/buildah: pkg/cli/common.go and podman-build(1) 5; nerdctl: docs/command-reference.md;
// moby/buildkit: cmd/buildctl/build.go, cmd/buildctl/main.go (0.32).

/** `value`: in this word after `=`, or the next word. `switch`: never the next word. */
export type FlagKind = 'value' | 'switch';

export interface FlagTable {
  readonly flags: ReadonlyMap<string, FlagKind>;
  /** One letter → the long name. */
  readonly short: ReadonlyMap<string, string>;
}

function table(values: string, switches: string, short: Readonly<Record<string, string>>): FlagTable {
  const names = (text: string): string[] => text.split(/\s+/).filter((name) => name !== '');
  return {
    flags: new Map<string, FlagKind>([
      ...names(values).map((name) => [name, 'value'] as const),
      ...names(switches).map((name) => [name, 'switch'] as const),
    ]),
    short: new Map(Object.entries(short)),
  };
}

/** `docker build` is buildx's where buildx is installed, else the old command; both sets are taken. */
export const DOCKER_BUILD: FlagTable = table(
  `add-host allow annotation attest build-arg build-context builder cache-from cache-to call cgroup-parent cpu-period
   cpu-quota cpu-shares cpuset-cpus cpuset-mems file iidfile invoke isolation label memory memory-swap metadata-file
   network no-cache-filter output platform policy print progress provenance root sbom secret security-opt server-config
   shm-size ssh tag target ulimit`,
  'check compress debug detach disable-content-trust force-rm help load no-cache pull push quiet rm squash stream',
  { c: 'cpu-shares', D: 'debug', f: 'file', h: 'help', m: 'memory', o: 'output', q: 'quiet', t: 'tag' },
);

/** `podman build`, `buildah build`, `buildah bud`. */
export const BUILDAH_BUILD: FlagTable = table(
  `add-host annotation arch authfile blob-cache build-arg build-arg-file build-context cache-from cache-to cache-ttl
   cap-add cap-drop cert-dir cgroup-parent cgroupns compat-volumes-from cpp-flag cpu-period cpu-quota cpu-shares
   cpuset-cpus cpuset-mems creds cw decryption-key device dns dns-option dns-search env file format from
   group-add hooks-dir http-proxy-file ignorefile iidfile ipc isolation jobs label layer-label log-level logfile
   loglevel manifest memory memory-swap metadata-file mount net network os os-feature os-version output override-arch
   override-os pid platform retry retry-delay runtime runtime-flag rusage-logfile sbom sbom-image-output
   sbom-image-purl-output sbom-merge-strategy sbom-output sbom-purl-output sbom-scanner-command sbom-scanner-image secret
   security-opt shm-size sign-by signature-policy source-date-epoch source-policy-file ssh tag target timestamp ulimit
   unsetannotation unsetenv unsetlabel userns userns-gid-map userns-gid-map-group userns-uid-map userns-uid-map-user uts
   variant volume`,
  `all-platforms compat-volumes compress created-annotation disable-compression disable-content-trust force-rm help
   http-proxy identity-label inherit-annotations inherit-labels layers log-rusage log-split no-cache no-hostname no-hosts
   no-pivot-root omit-history pull pull-always pull-never purge quiet rewrite-timestamp rm save-stages skip-unused-stages
   squash squash-all stage-labels stdin tls-verify`,
  {
    a: 'annotation',
    c: 'cpu-shares',
    D: 'disable-compression',
    e: 'env',
    f: 'file',
    h: 'help',
    m: 'memory',
    o: 'output',
    q: 'quiet',
    t: 'tag',
    v: 'volume',
  },
);

export const NERDCTL_BUILD: FlagTable = table(
  `add-host allow annotation attest build-arg build-context buildkit-host cache-from cache-to cgroup-parent file iidfile
   ipfs-address isolation label memory network output platform progress provenance sbom secret security-opt shm-size
   ssh tag target ulimit`,
  'compress force-rm help ipfs no-cache pull push quiet rm squash',
  { f: 'file', h: 'help', m: 'memory', o: 'output', q: 'quiet', t: 'tag' },
);

/** urfave/cli: one dash or two, `=` or the next word. */
export const BUILDCTL_BUILD: FlagTable = table(
  `allow build-arg debug-json-cache-metrics export-cache frontend import-cache local metadata-file oci-layout opt output
   progress ref-file registry-auth-tlscontext secret source-policy-file ssh trace
   addr log-format log-level timeout tlscacert tlscert tlsdir tlskey tlsservername wait-timeout frontend-opt`,
  'no-cache proxy-network debug wait help',
  { o: 'output' },
);

/** `docker buildx bake` (docker/buildx: commands/bake.go). */
export const BAKE: FlagTable = table(
  'allow builder call file list metadata-file policy progress provenance sbom set var',
  'check debug help list-targets list-variables load no-cache print pull push',
  { D: 'debug', f: 'file', h: 'help' },
);

/** Global and `build` flags of `docker compose` (docker/compose: cmd/compose/compose.go, build.go). */
export const COMPOSE: FlagTable = table(
  'ansi context env-file file host parallel profile progress project-directory project-name workdir',
  'all-resources compatibility dry-run help no-ansi tls tlsverify verbose version',
  { f: 'file', H: 'host', p: 'project-name', h: 'help', v: 'version' },
);

/** Global flags of the programs, before `build`. */
export const PROGRAM_FLAGS: Readonly<Record<string, FlagTable>> = {
  docker: table('builder config context host log-level tlscacert tlscert tlskey', 'debug help tls tlsverify version', {
    c: 'context',
    D: 'debug',
    H: 'host',
    l: 'log-level',
    v: 'version',
  }),
  podman: table(
    `cdi-spec-dir cgroup-manager config conmon connection db-backend default-mounts-file events-backend hooks-dir
     identity imagestore log-level module network-backend network-cmd-path network-config-dir out pull-option root runroot
     runtime runtime-flag ssh storage-driver storage-opt tls-ca tls-cert tls-key tmpdir url volumepath`,
    'help noout remote syslog trace transient-store version',
    { c: 'connection', r: 'remote', v: 'version' },
  ),
  buildah: table(
    `cgroup-manager log-level registries-conf registries-conf-dir root runroot short-name-alias-conf storage-driver
     storage-opt userns-gid-map userns-uid-map`,
    'debug help version',
    {},
  ),
  nerdctl: table(
    `address bridge-ip cdi-spec-dirs cgroup-manager cni-netconfpath cni-path data-root global-dns global-dns-opts
     global-dns-search host host-gateway-ip hosts-dir namespace snapshotter storage-driver userns-remap`,
    'debug debug-full experimental help insecure-registry kube-hide-dupe version',
    { a: 'address', H: 'host', n: 'namespace' },
  ),
  buildctl: table(
    'addr log-format log-level timeout tlscacert tlscert tlsdir tlskey tlsservername wait-timeout',
    'debug help version wait',
    {},
  ),
};
