// RULE image-unnecessary-files: the id is the file name; the examples below are run as tests.
import { formatBytes } from '../../../base/bytes';
import { layerPlace } from '../../facts/places';
import { defineRule, type RuleExamples } from '../../rule';

/** Of packages that were installed, nobody here decides. */
const INSIDE_PACKAGES = /\/(?:node_modules|vendor|site-packages|gems)\//;
const UNNECESSARY =
  /\/(\.cache|\.git|\.vscode|\.idea|\.npm|\.aws|\.azure|\.gcp|Dockerfile|(?:docker-)?compose\.ya?ml|\.DS_Store|\.vimrc)(?:\/|$)/;

export const examples: RuleExamples = {
  image: {
    layers: [
      { line: undefined, bytes: 5_000_000, shadowedBytes: 0 },
      { line: 1, bytes: 60_000, shadowedBytes: 0 },
      { line: 2, bytes: 300, shadowedBytes: 0 },
    ],
    baseLayers: 1,
    files: [
      { path: '/app/.git', bytes: 0, mode: 0o755, layer: 1, deletedLater: false },
      { path: '/app/.git/HEAD', bytes: 41, mode: 0o644, layer: 1, deletedLater: false },
      { path: '/app/.git', bytes: 0, mode: 0o755, layer: 2, deletedLater: false },
      { path: '/app/.git/index', bytes: 300, mode: 0o644, layer: 2, deletedLater: false },
    ],
  },
  bad: ['FROM alpine:3.20\nRUN make-big\nRUN rm -rf /big\n'],
  fixed: [],
  good: ['FROM alpine:3.20\nRUN make-big && rm -rf /big\n'],
};

export default defineRule({
  id: 'image-unnecessary-files',
  group: 'size',
  severity: 'info',
  since: '0.1.0',
  reads: ['image'],
  fix: 'none',
  title: 'Files in the image that no program needs',
  why: 'Histories, caches and editor settings make the image larger and tell strangers about your project.',
  twins: ['dockle/DKL-LI-0003'],
  *check(context) {
    const { image } = context.facts;
    // Stored again by later layers, it is in the image once: as the last has it, since the first.
    const found = new Map<string, { readonly bytes: number; readonly layer: number }>();
    for (const { path, bytes, layer, deletedLater } of image?.files ?? []) {
      if (layer < (image?.baseLayers ?? 0) || deletedLater || INSIDE_PACKAGES.test(path)) continue;
      const name = UNNECESSARY.exec(path)?.[1];
      // One finding for a folder, at its own entry.
      if (name === undefined || !path.endsWith(`/${name}`)) continue;
      found.set(path, { bytes, layer: found.get(path)?.layer ?? layer });
    }
    for (const [path, { bytes, layer }] of found) {
      const span = layerPlace(context, image?.layers[layer]?.line);
      if (span)
        yield {
          span,
          message: `${path} is in the image${bytes > 0 ? ` (${formatBytes(bytes)})` : ''}: no program needs it there.`,
        };
    }
  },
});
