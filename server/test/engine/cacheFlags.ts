// Knows: what a plan has to be told of a builder and of a request, beside the project's files.
import type { Builder } from '../../../scripts/rig/builders.mjs';
import { DEFAULT_BUILD_OPTIONS, frontendOfEngine, NEWEST_FRONTEND, type BuildOptions } from '../../src/build/options';
import { DEFAULT_FLAGS, listedByEngine, runsGiveKeysByEngine, type BuildFlags } from '../../src/cache/flags';
import type { ProjectState } from './cacheProject';

export function frontendOf(builder: Builder): number {
  return builder.engine ? (frontendOfEngine(builder.version) ?? NEWEST_FRONTEND) : NEWEST_FRONTEND;
}

export function optionsOf(builder: Builder, state: ProjectState): BuildOptions {
  return {
    ...DEFAULT_BUILD_OPTIONS,
    target: state.target,
    buildArgs: state.args,
    builder: builder.frontend,
    frontend: frontendOf(builder),
  };
}

/** A graph driver of an engine cannot merge layers, all else can (builder-semantics §6b.4). */
export const mergesLayers = (builder: Builder): boolean => builder.engine?.store !== 'overlay2';

export const runsGiveKeys = (builder: Builder): boolean => !builder.engine || runsGiveKeysByEngine(builder.version);

export function flagsOf(builder: Builder, state: ProjectState): BuildFlags {
  return {
    ...DEFAULT_FLAGS,
    network: 'none',
    noCache: state.noCache,
    // Of an extra host its name is in the key, its address is not.
    runOptions: Object.entries(state.runOptions)
      .map(([name, value]) => `${name}=${name === 'add-host' ? value.replace(/:.*/, '') : value}`)
      .join(' '),
    epoch: state.args['SOURCE_DATE_EPOCH'] ?? '',
    cacheNamespace: state.args['BUILDKIT_CACHE_MOUNT_NS'] ?? '',
    namedContexts: Object.fromEntries(
      Object.entries(state.contexts).map(([name, what]) => [name, what === 'folder' ? `/${name}` : what]),
    ),
    mergesLayers: mergesLayers(builder),
    runsGiveKeys: runsGiveKeys(builder),
    listedBy: builder.engine ? listedByEngine(builder.version) : 'path',
  };
}
