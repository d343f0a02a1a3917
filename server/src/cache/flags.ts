// Knows: what a build was asked for beside target, arguments and platform, as far as it decides cache keys.
import { frontendOfEngine, NEWEST_FRONTEND } from '../build/options';

export interface BuildFlags {
  /** True: every stage. Names: `--no-cache-filter`. */
  readonly noCache: boolean | readonly string[];
  /** `--network`; empty: the default. */
  readonly network: string;
  /** Ulimits, shm size, cgroup parent, names of extra hosts, sandbox hostname: all in every RUN's key, in one text. */
  readonly runOptions: string;
  /** SOURCE_DATE_EPOCH; empty when not given. */
  readonly epoch: string;
  /** BUILDKIT_CACHE_MOUNT_NS; empty when not given. */
  readonly cacheNamespace: string;
  /** Name → folder, image or address, as `--build-context` gives them. */
  readonly namedContexts: Readonly<Record<string, string>>;
  /** True on stores that can merge layers: everything but the graph drivers of an engine (builder-semantics §6b.4). */
  readonly mergesLayers: boolean;
  /** How the builder's content hash lists files: by name only up to BuildKit 0.25 (moby/buildkit: cache/contenthash/checksum.go). */
  readonly listedBy: 'path' | 'name';
  /**
   * A step that had to run because something below it was forced gives its keys to what stands on it, from BuildKit 0.32
   * on: then only the first step behind a forced stage runs (moby/buildkit: solver/edge.go, `e.result.CacheKeys()`).
   */
  readonly runsGiveKeys: boolean;
  /** Names of registry or inline caches that the build imports: nobody can say what is in them. */
  readonly cacheFrom: readonly string[];
}

export const DEFAULT_FLAGS: BuildFlags = {
  noCache: false,
  network: '',
  runOptions: '',
  epoch: '',
  cacheNamespace: '',
  namedContexts: {},
  mergesLayers: false,
  listedBy: 'path',
  runsGiveKeys: false,
  cacheFrom: [],
};

/** The frontend that BuildKit 0.25 carries is 1.19. An engine that tells no version is taken for a new one. */
export const listedByEngine = (version: string): BuildFlags['listedBy'] =>
  (frontendOfEngine(version) ?? NEWEST_FRONTEND) <= 19 ? 'name' : 'path';

/** BuildKit 0.32 carries the frontend 1.26; seen missing in 0.31.2. */
export const runsGiveKeysByEngine = (version: string): boolean => (frontendOfEngine(version) ?? NEWEST_FRONTEND) >= 26;
