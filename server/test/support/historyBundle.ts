// Knows: the bundle of builds that `docker buildx history export` writes (buildx 0.29): an index that names an index, a
// manifest for each build.
import { sha256, tarOf } from '../../src/image/archive/support.test';

/** Builds by reference; each with the predicates of its attestations. */
export async function bundleOf(builds: Readonly<Record<string, readonly object[]>>): Promise<Buffer> {
  const members: { name: string; data: string }[] = [];
  const blob = (value: unknown): { digest: string } => {
    const data = JSON.stringify(value);
    const digest = sha256(data);
    members.push({ name: `blobs/${digest.replace(':', '/')}`, data });
    return { digest };
  };
  const manifests = Object.entries(builds).map(([ref, told]) => ({
    ...blob({
      config: blob({ Ref: ref }),
      layers: [
        { ...blob({ trace: ref }), mediaType: 'application/vnd.buildkit.otlp.json.v0' },
        ...told.map((predicate) => ({
          ...blob(predicate),
          annotations: { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v0.2' },
        })),
      ],
    }),
    annotations: { 'vnd.buildkit.history.reference': ref },
  }));
  const index = JSON.stringify({ manifests: [blob({ manifests })] });
  return tarOf([...members, { name: 'index.json', data: index }]);
}
