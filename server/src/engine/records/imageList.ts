// Knows: the list of an engine's images, `GET /images/json`.
import { fieldOf, listOf, textMapOf, textOf } from '../../image/json';
import type { ImageSummary } from '../engine';
import { imageId, secondsToTime } from './history';
import { readNames } from './inspect';

/** Undefined when the answer is no list. Images without a usable id are left out. */
export function readImageList(value: unknown): ImageSummary[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return listOf(value)
    .map((entry) => ({
      id: imageId(textOf(fieldOf(entry, 'Id')) ?? ''),
      names: readNames(fieldOf(entry, 'RepoTags')),
      createdAt: secondsToTime(fieldOf(entry, 'Created')) ?? '',
      labels: textMapOf(fieldOf(entry, 'Labels')),
    }))
    .filter((image) => image.id !== '');
}
