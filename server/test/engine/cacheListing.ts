// Knows: the files of a scenario's images as the product lists them: from the engine that holds them, through its own way
// of asking and keeping. Held against a plain reading of the same layers. A BuildKit without an engine holds its images
// where nobody can list them.
import { join } from 'node:path';
import type { StoredImage } from '../../../scripts/rig/baseImages.mjs';
import type { Builder } from '../../../scripts/rig/builders.mjs';
import { run } from '../../../scripts/rig/cache.mjs';
import { NEVER_CANCELLED } from '../../src/base/platform';
import { rootDigest, type DirectoryNode } from '../../src/context/tree';
import { usualBuilder } from '../../src/host/builderCommand';
import { identifyBuilder, type Builder as KnownBuilder } from '../../src/host/builderIdentity';
import { imageLists, LARGEST_IMAGE, type ImageLists } from '../../src/host/imageFiles';
import { nodePlatform } from '../../src/host/nodePlatform';
import { filesOfBase } from './cacheBaseFiles';
import { factsOfBase } from './cacheBases';

export class EngineListing {
  readonly #lists: ImageLists;
  readonly #pulled = new Map<string, StoredImage>();
  #known: KnownBuilder | undefined;

  constructor(
    private readonly builder: Builder,
    folder: string,
  ) {
    this.#lists = imageLists(join(folder, 'state'));
  }

  async files(reference: string, image: StoredImage): Promise<DirectoryNode | undefined> {
    const { engine, frontend } = this.builder;
    if (!engine) return undefined;
    this.#known ??= await identifyBuilder(usualBuilder(frontend, '', engine.env), NEVER_CANCELLED);
    if (this.#pulled.get(reference) !== image) {
      await run([engine.docker, 'pull', '-q', reference], { env: { ...process.env, ...engine.env } });
      this.#pulled.set(reference, image);
    }
    const facts = factsOfBase(image, this.builder);
    const request = { mostBytes: LARGEST_IMAGE, signal: NEVER_CANCELLED };
    const tree = await this.#lists.list(facts, reference, this.#known, request);
    if (tree && digest(tree) === digest(filesOfBase(image)) && (await this.#lists.known(facts))) return tree;
    throw new Error(`${this.builder.id}: the files of ${reference} were ${tree ? 'listed otherwise' : 'not listed'}`);
  }

  async dispose(): Promise<void> {
    this.#known?.close();
    const { engine } = this.builder;
    const names = [...this.#pulled.keys()];
    if (engine && names.length > 0)
      await run([engine.docker, 'image', 'rm', '-f', ...names], {
        env: { ...process.env, ...engine.env },
        check: false,
      });
  }
}

const digest = (tree: DirectoryNode): string | undefined => rootDigest(tree, nodePlatform.sha256);
