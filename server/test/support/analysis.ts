// Knows: an analysis of a Dockerfile held against an image made of history lines, as views get it.
import { Analysis, type AnalysisInput } from '../../src/insight/analysis';
import { createParser } from '../../src/shell/parser';
import { DEFAULT_BUILD_OPTIONS, type BuildOptions } from '../../src/build/options';
import type { Image } from '../../src/image/model';
import { memoryImage } from './image';

export interface Shown {
  /** One row per line, oldest first; see memoryImage. */
  readonly history?: string;
  readonly image?: Image;
  readonly label?: string;
  readonly oldBecause?: string;
  readonly options?: Partial<BuildOptions>;
}

export function analysisOf(text: string, shown: Shown = {}, more: Partial<AnalysisInput> = {}): Analysis {
  const { history, label = 'app:dev', oldBecause, options } = shown;
  const image = shown.image ?? (history === undefined ? undefined : memoryImage(history));
  return new Analysis({
    shellParser: createParser(),
    text,
    version: 1,
    options: { ...DEFAULT_BUILD_OPTIONS, ...options },
    builderIsGiven: false,
    frontendIsGiven: false,
    ...(image && { built: { image, label, ...(oldBecause === undefined ? {} : { oldBecause }) } }),
    ...more,
  });
}
