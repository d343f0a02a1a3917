// Knows: which builder's rules define and decide a build.
import type { BuildGraph } from '../build/graph';
import type { Sha256 } from '../context/tree';
import { defineClassicBuild } from './classicSteps';
import type { ShellParser } from '../shell/model';
import type { BuildFlags } from './flags';
import { defineBuild, type Definition } from './llb';
import { solve, type Solved, type SolveOptions } from './solve';
import { solveChain } from './solveChain';

/** `shell` as for `defineBuild`. */
export const define = (graph: BuildGraph, flags: BuildFlags, sha256: Sha256, shell?: ShellParser): Definition =>
  graph.options.builder === 'buildkit'
    ? defineBuild(graph, flags, sha256, shell)
    : defineClassicBuild(graph, flags, sha256);

export const decide = (graph: BuildGraph, options: SolveOptions): readonly Solved[] =>
  graph.options.builder === 'buildkit'
    ? solve(options)
    : solveChain({ ...options, isBuildah: graph.options.builder === 'buildah' });
