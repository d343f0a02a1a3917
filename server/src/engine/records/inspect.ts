// Knows: what engines say of one image: `GET /images/{name}/json`, `docker image inspect`, `podman image inspect`.
import { historyEntry, platformFields, runFields } from '../../image/config';
import { fieldOf, listOf, recordOf, textOf, textsOf, timeOf } from '../../image/json';
import type { HistoryEntry, ImageConfig } from '../../image/model';
import { familiarName } from '../../image/name';
import { imageId } from './history';

export interface InspectRecord {
  readonly id: string;
  readonly names: readonly string[];
  readonly config: ImageConfig;
  /** RFC 3339. */
  readonly createdAt?: string;
  /** Podman only: the history of the config itself, oldest first, which says what made no layer. */
  readonly history: readonly HistoryEntry[];
}

export function readInspect(value: unknown): InspectRecord | undefined {
  const record = recordOf(value);
  const id = imageId(textOf(fieldOf(record, 'Id')) ?? '');
  if (record === undefined || id === '') return undefined;
  const createdAt = timeOf(fieldOf(record, 'Created'));
  return {
    id,
    names: readNames(fieldOf(record, 'RepoTags')),
    config: {
      ...platformFields(record, 'Os', 'Architecture', 'Variant'),
      ...runFields(fieldOf(record, 'Config')),
      diffIds: textsOf(fieldOf(fieldOf(record, 'RootFS'), 'Layers')),
    },
    history: listOf(fieldOf(record, 'History')).map(historyEntry),
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}

/** Names without those that mean "no name". */
export const readNames = (repoTags: unknown): string[] =>
  textsOf(repoTags)
    .filter((name) => !name.includes('<none>'))
    .map(familiarName);
