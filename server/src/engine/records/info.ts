// Knows: which store an engine keeps its images in (image-facts §4.3): sizes mean other things in each.
import { fieldOf, listOf } from '../../image/json';
import { textOf } from '../../image/json';

/** `GET /info`: `overlay2`, `containerd`, …; empty when it does not say. */
export function readStore(info: unknown): string {
  const status = listOf(fieldOf(info, 'DriverStatus'));
  const isContainerd = status.some((row) => listOf(row).includes('io.containerd.snapshotter.v1'));
  return isContainerd ? 'containerd' : (textOf(fieldOf(info, 'Driver')) ?? '');
}

/** `podman info --format json`. */
export const readPodmanStore = (info: unknown): string =>
  textOf(fieldOf(fieldOf(info, 'store'), 'graphDriverName')) ?? '';
