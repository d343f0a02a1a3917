// Knows: the edits that any Dockerfile can take, so that the corpus of the history tier (and any folder of foreign files)
// asks about caches too: nothing, a file, a label, a variable, a new first step, and back.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { prepareContext, rigDockerfile } from '../../../scripts/rig/builders.mjs';
import type { CorpusCase } from './corpus';
import type { Content, Edit, Scenario } from './cacheProject';

/** Undefined when the harness's plain project folder cannot hold the case. */
export function corpusScenario(corpusCase: CorpusCase): Scenario | undefined {
  const { name, buildArgs, target, platform, skip, minFrontend, builders } = corpusCase;
  const text = rigDockerfile(corpusCase.dockerfile);
  const isPlain = !text.includes('\0') && platform === undefined && skip === undefined;
  if (!isPlain) return undefined;
  const files = contextFiles(corpusCase);
  const copied = Object.keys(files).filter((path) => typeof files[path] === 'string');
  const edits: Edit[] = [{ name: 'nothing' }];
  for (const path of new Set([copied[0], copied.at(-1)]))
    if (path !== undefined) edits.push({ name: `another ${path}`, write: { [path]: 'other\n' } });
  const from = [...text.matchAll(/^[ \t]*FROM[ \t].*[^\\`\s][ \t]*\r?\n/gim)];
  const last = from.at(-1);
  const put = (line: string): string | undefined =>
    last === undefined
      ? undefined
      : text.slice(0, last.index + last[0].length) + line + text.slice(last.index + last[0].length);
  const insert = (what: string, line: string): void => {
    const changed = put(line);
    if (changed !== undefined) edits.push({ name: what, back: 0, write: { Dockerfile: changed } });
  };
  insert('a label', 'LABEL layerlens=1\n');
  insert('a variable', 'ENV LAYERLENS=1\n');
  insert('a first step', 'RUN layerlens-first\n');
  edits.push({ name: 'back', back: 0 });
  return {
    name: `corpus/${name}`,
    why: corpusCase.why,
    ...(builders.includes('buildkit') && builders.includes('classic')
      ? {}
      : { only: builders.includes('classic') ? 'classic' : 'buildkit' }),
    since: minFrontend,
    files: { ...files, Dockerfile: text },
    start: { args: buildArgs, ...(target !== undefined && { target }) },
    edits,
  };
}

function contextFiles({ dockerfile, files, buildArgs }: CorpusCase): Record<string, Content> {
  const folder = mkdtempSync(join(tmpdir(), 'layerlens-corpus-'));
  try {
    prepareContext(dockerfile, folder, { buildArgs });
    const found: Record<string, Content> = {};
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = relative(folder, join(entry.parentPath, entry.name));
      if (entry.isFile() && path !== 'Dockerfile') found[path] = readFileSync(join(folder, path), 'utf8');
    }
    for (const [path, content] of Object.entries(files)) if (!path.endsWith('/')) found[path] = content;
    return found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
