// Knows: the import table of ARCHITECTURE.md, made from the data by which dependency-cruiser checks it.
import { createRequire } from 'node:module';
import { inRepo } from '../repo.mjs';
import { code, table } from './markdown';

/** As in .dependency-cruiser.cjs, which has the words for each member. */
interface Layer {
  readonly folder: string;
  readonly may: readonly string[];
  readonly types?: readonly string[];
  readonly packages?: Readonly<Record<string, string>>;
  readonly core: boolean;
}

interface Cruiser {
  readonly LAYERS: readonly Layer[];
  readonly CLIENT_PACKAGES: Readonly<Record<string, string>>;
}

export function layerTable(): string {
  const { LAYERS, CLIENT_PACKAGES } = createRequire(inRepo('package.json'))('./.dependency-cruiser.cjs') as Cruiser;
  const rows = LAYERS.map(({ folder, may, types = [], packages = {}, core }) => [
    code(folder),
    [...may, ...types.map((name) => `${name} (types)`)].join(', ') || '–',
    packageWords(packages),
    core ? 'no' : 'yes',
  ]);
  return table(
    ['folder', 'may import', 'npm packages', 'Node built-ins'],
    [
      ...rows,
      [code('main.ts'), 'all of the server', '–', 'yes'],
      [code('client'), 'server/src/protocol', ['`vscode`', packageWords(CLIENT_PACKAGES)].join(', '), 'yes'],
    ],
  );
}

const packageWords = (packages: Readonly<Record<string, string>>): string =>
  Object.entries(packages)
    .map(([name, file]) => (file === '' ? code(name) : `${code(name)} (only ${file})`))
    .join(', ') || '–';
