// Knows: making images for tests out of their history.
import { joinHistory } from '../../src/image/history';
import { totalBytes, type Image, type ImageConfig } from '../../src/image/model';

const EMPTY_CONFIG: ImageConfig = {
  os: 'linux',
  architecture: 'amd64',
  env: [],
  workingDir: '',
  user: '',
  onBuild: [],
  labels: {},
  diffIds: [],
};

/** One row per line: `1000 RUN x` is a layer of 1000 bytes, `- ENV A=1` an entry without one. */
export function memoryImage(
  lines: string,
  comment = 'buildkit.dockerfile.v0',
  config: Partial<ImageConfig> = {},
): Image {
  const entries = lines
    .trim()
    .split('\n')
    .map((line) => /^\s*(-|\d+) (.*)$/.exec(line))
    .filter((match) => match !== null);
  const layers = entries
    .filter(([, size]) => size !== '-')
    .map(([, size], i) => ({ diffId: `sha256:${String(i).padStart(64, '0')}`, bytes: Number(size) }));
  const history = entries.map(([, size, text]) => ({
    createdBy: (text ?? '').replaceAll('⏎', '\n'),
    emptyLayer: size === '-',
    comment,
  }));
  const rows = joinHistory(history, layers);
  return {
    id: `sha256:${'f'.repeat(64)}`,
    names: ['app:dev'],
    config: { ...EMPTY_CONFIG, ...config, diffIds: layers.map(({ diffId }) => diffId) },
    rows,
    total: totalBytes(rows),
    sizeKind: 'engine',
    source: 'test',
  };
}
