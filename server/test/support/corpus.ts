// Knows: our corpus of Dockerfiles.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CorpusFile {
  /** Below server/test/corpus. */
  readonly name: string;
  readonly text: string;
}

export function corpus(): readonly CorpusFile[] {
  const folder = join(process.cwd(), 'server/test/corpus');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => name.endsWith('.Dockerfile'));
  assert.ok(files.length >= 60);
  return files.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}
