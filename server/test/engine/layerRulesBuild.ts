// Makes a build context of the files of a row, and builds a Dockerfile on it into a saved archive.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildAndReadHistory, type Builder } from '../../../scripts/rig/builders.mjs';

/** Path → content, or how many bytes. */
export type ContextFiles = Readonly<Record<string, string | number | Uint8Array>>;

/** Why it was not built, or undefined: then the image is in `archive`. @param folder where the context is made */
export async function buildArchive(
  builder: Builder,
  dockerfile: string,
  files: ContextFiles,
  folder: string,
  archive: string,
): Promise<string | undefined> {
  await writeContext(folder, files);
  const image = await buildAndReadHistory(builder, { dockerfile, contextDir: folder, archive });
  await rm(folder, { recursive: true });
  return image.ok ? undefined : image.error;
}

async function writeContext(folder: string, files: ContextFiles): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    // Bytes that differ from file to file, so that no layer equals another by chance.
    const body = typeof content === 'number' ? Buffer.alloc(content, `${path}\n`) : content;
    await writeFile(join(folder, path), body, { mode: 0o644 });
  }
}
