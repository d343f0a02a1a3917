// Knows: reading the state of a build that was asked for: its contexts, its ignore files, its base images, what the
// builder holds of earlier uploads.
import { failed, type Outcome } from '../base/outcome';
import type { CancelSignal } from '../base/platform';
import type { BuildOptions } from '../build/options';
import { define } from '../cache/definition';
import { previousBuild, readState, type BaseLister, type BuildState, type PlannedContext } from '../cache/planner';
import type { BuildRecord, Records } from '../cache/record';
import { factsOf, imageReferences, type BaseFacts } from '../cache/sources';
import { ignoreFilesOf, type IgnoreFile } from '../context/ignoreFile';
import { parseTree } from '../context/serialize';
import type { DirectoryNode } from '../context/tree';
import { baseFacts } from '../host/baseFacts';
import type { Builder } from '../host/builderIdentity';
import { imageLists, type ListRequest } from '../host/imageFiles';
import { nodeContextReader } from '../host/nodeContext';
import { sha256 } from '../host/nodePlatform';
import { stateFolder } from '../host/stateFolder';
import { createParser } from '../shell/parser';
import type { DockerfileModel } from '../syntax/model';
import { ignoreFileInEffect } from './ignoreInEffect';
import { uploadName, type Asked, type WholeRequest } from './askedBuild';

export interface StateRequest {
  readonly asked: Asked;
  readonly whole: WholeRequest;
  readonly model: DockerfileModel;
  readonly builder: Builder;
  readonly records: Records;
  readonly bases: (references: readonly string[]) => Promise<Readonly<Record<string, BaseFacts>>>;
  readonly signal: CancelSignal;
  /** Absent: nobody waits for images to be listed now. */
  readonly baseFiles?: BaseLister;
}

export interface ReadContexts {
  readonly contexts: Readonly<Record<string, PlannedContext & { readonly ignore: IgnoreFile }>>;
  close(): void;
}

export const optionsOf = ({ request }: WholeRequest): BuildOptions => ({ ...request, base: () => undefined });

export async function openContexts({ asked, whole, builder, records }: StateRequest): Promise<ReadContexts> {
  const folders: [string, string][] = [['context', whole.contextFolder], ...Object.entries(whole.folders)];
  const contexts: Record<string, PlannedContext & { ignore: IgnoreFile }> = {};
  for (const [name, folder] of folders) {
    const ignore = await ignoreFileOf(name === 'context' ? asked.dockerfile : '', folder, builder.kind);
    const baseName = uploadName(whole.contextFolder, asked.command, name);
    const kept = builder.kind === 'buildkit' ? await records.upload(builder.id, baseName) : undefined;
    const uploaded = kept === undefined ? undefined : parseTree(kept);
    contexts[name] = {
      reader: nodeContextReader(folder),
      matcher: ignore.matcher,
      ignore,
      baseName,
      ...(uploaded && { uploaded }),
    };
  }
  return {
    contexts,
    close: () => {
      for (const { reader } of Object.values(contexts)) reader.dispose();
    },
  };
}

/** The first one that is there counts; a named context has only that of its own folder. */
async function ignoreFileOf(dockerfile: string, folder: string, kind: Builder['kind']): Promise<IgnoreFile> {
  const paths = ignoreFilesOf(dockerfile, folder, kind);
  return (await ignoreFileInEffect(paths.filter((path) => dockerfile !== '' || path.startsWith(folder)))).file;
}

export async function readBuildState(request: StateRequest, { contexts }: ReadContexts): Promise<Outcome<BuildState>> {
  const { whole, model, bases, baseFiles, signal } = request;
  try {
    return await readState({
      model,
      options: optionsOf(whole),
      flags: whole.flags,
      contexts,
      sha256,
      signal,
      bases,
      shell: createParser(),
      ...(baseFiles && { baseFiles }),
    });
  } catch (error) {
    return failed({
      code: 'context/reader-failed',
      what: 'The build context could not be read.',
      detail: String(error),
    });
  }
}

/** Files of images that the builder's engine holds: those that are kept, and others as far as the request allows. */
export const listedBases =
  (builder: Builder, request: ListRequest): BaseLister =>
  async (references, bases) => {
    const lists = imageLists(stateFolder(process.env));
    const files: Record<string, DirectoryNode> = {};
    for (const reference of references) {
      const facts = factsOf(bases, reference);
      const tree = facts && (await lists.list(facts, reference, builder, request));
      if (tree) files[reference] = tree;
    }
    return files;
  };

/** What the builder's engine knows of images now. A build that pulls starts from what its registry has. */
export async function askBases(
  builder: Builder,
  references: readonly string[],
  pull: boolean,
): Promise<Record<string, BaseFacts>> {
  const bases: Record<string, BaseFacts> = {};
  if (pull && builder.kind !== 'classic') return bases;
  await Promise.all(
    references.map(async (reference) => {
      const facts = await baseFacts(builder, reference);
      if (facts) bases[reference] = facts;
    }),
  );
  return bases;
}

/**
 * Facts for a plan: an image whose facts nobody knew when it was built stays unknown, and one that nobody can ask for now
 * stays as it was, so that nothing changes by ignorance.
 */
export async function plannedBases(
  builder: Builder,
  references: readonly string[],
  pull: boolean,
  before: BuildRecord | undefined,
): Promise<Record<string, BaseFacts>> {
  const now = await askBases(builder, references, pull);
  if (!before) return now;
  const { graph, flags } = previousBuild(before);
  const used = new Set(imageReferences(define(graph, flags, sha256)));
  const bases: Record<string, BaseFacts> = {};
  for (const reference of references) {
    const old = factsOf(before.bases, reference);
    const facts = used.has(reference) ? old && (factsOf(now, reference) ?? old) : factsOf(now, reference);
    if (facts) bases[reference] = facts;
  }
  return bases;
}
