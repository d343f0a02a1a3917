// Knows: what an engine tells of an image, as a plan compares it.
import type { BaseFacts } from '../cache/sources';
import type { Builder } from './builderIdentity';

/** Undefined: the builder's engine does not have the image, or does not answer. */
export async function baseFacts(builder: Builder, reference: string): Promise<BaseFacts | undefined> {
  const facts = await builder.image(reference);
  if (!facts) return undefined;
  const { id, manifest, chainId, config } = facts;
  const content = chainId === '' ? id : chainId;
  const keys = builder.kind === 'classic' ? [id] : builder.mergesLayers ? [manifest ?? id, content] : [content];
  return { keys, content, config };
}
