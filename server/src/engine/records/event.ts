// Knows: one event of `GET /events`: something happened to an image.
import { fieldOf, textOf } from '../../image/json';
import type { ImageEvent } from '../engine';
import { imageId } from './history';

/** Undefined for events of other things. Old engines only have `status` and `id`. */
export function readEvent(value: unknown): ImageEvent | undefined {
  const type = textOf(fieldOf(value, 'Type')) ?? 'image';
  const action = textOf(fieldOf(value, 'Action')) ?? textOf(fieldOf(value, 'status')) ?? '';
  const actor = fieldOf(value, 'Actor');
  const id = textOf(fieldOf(actor, 'ID')) ?? textOf(fieldOf(value, 'id')) ?? '';
  // Podman leaves `sha256:` out; old engines give a name where newer ones give an id.
  const image = imageId(id) || id || (textOf(fieldOf(fieldOf(actor, 'Attributes'), 'name')) ?? '');
  return type !== 'image' || action === '' ? undefined : { action, image };
}
