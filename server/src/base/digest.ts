// Knows: content digests as the OCI image spec writes them (descriptor.md, "Digests").

/** `sha256:` and 64 lower-case hex digits. */
export type Digest = string;

export const isDigest = (text: string): boolean => /^sha256:[0-9a-f]{64}$/.test(text);

/** First twelve hex digits, as Docker shortens ids. */
export const shortDigest = (digest: Digest): string => digest.replace(/^sha256:/, '').slice(0, 12);
