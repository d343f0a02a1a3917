// Knows: one reading of a Dockerfile, its graph and its history, kept for the images that are held against it one after
// the other: they ask for the same readings again and again.
import { buildGraph, type BuildGraph } from '../build/graph';
import type { BuildOptions } from '../build/options';
import type { DockerfileModel } from '../syntax/model';
import { predictHistory, predictStages, type PredictedEntry } from './predict';

export class Reading {
  readonly graph: BuildGraph;
  #entries: readonly PredictedEntry[] | undefined;
  #stages: readonly (readonly PredictedEntry[])[] | undefined;

  constructor(
    model: DockerfileModel,
    readonly options: BuildOptions,
  ) {
    this.graph = buildGraph(model, options);
  }

  /** Of the target. */
  get entries(): readonly PredictedEntry[] {
    return (this.#entries ??= predictHistory(this.graph));
  }

  /** Of every stage, by its index, what it stands on left out. */
  get stages(): readonly (readonly PredictedEntry[])[] {
    return (this.#stages ??= predictStages(this.graph));
  }
}

const MOST_KEPT = 6;
const kept = new WeakMap<DockerfileModel, Reading[]>();

/** Pure: the same model and options give the same reading, whether it was kept or not. */
export function readingOf(model: DockerfileModel, options: BuildOptions): Reading {
  const readings = kept.get(model) ?? [];
  const known = readings.find((reading) => sameOptions(reading.options, options));
  const reading = known ?? new Reading(model, options);
  // The one asked for last stands first.
  kept.set(model, [reading, ...readings.filter((other) => other !== reading)].slice(0, MOST_KEPT));
  return reading;
}

function sameOptions(a: BuildOptions, b: BuildOptions): boolean {
  return (
    a.base === b.base &&
    a.target === b.target &&
    a.builder === b.builder &&
    a.frontend === b.frontend &&
    samePlain(a.platform, b.platform) &&
    samePlain(a.buildPlatform, b.buildPlatform) &&
    samePlain(a.buildArgs, b.buildArgs)
  );
}

const samePlain = (a: object, b: object): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
