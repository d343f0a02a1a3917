// RULE image-secret-files: the id is the file name; the examples below are run as tests.
import { layerPlace } from '../../facts/places';
import { defineRule, type RuleExamples } from '../../rule';

const SECRET =
  /\/(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.git-credentials|\.pypirc|\.env|\.aws\/credentials|\.docker\/config\.json|\.kube\/config|[^/]+\.(?:key|p12|pfx|kdbx|jks))$/;
/** Public keys and the certificates and test keys that packages bring. */
const HARMLESS =
  /\.pub$|\/(?:node_modules|site-packages|dist-packages|gems|ca-certificates|ssl\/certs|testdata|tests?)\//;

export const examples: RuleExamples = {
  image: {
    layers: [
      { line: undefined, bytes: 5_000_000, shadowedBytes: 0 },
      { line: 1, bytes: 60_000, shadowedBytes: 0 },
    ],
    baseLayers: 1,
    files: [{ path: '/root/.ssh/id_ed25519', bytes: 411, mode: 0o600, layer: 1, deletedLater: true }],
  },
  bad: ['FROM alpine:3.20\nRUN make-big\nRUN rm -rf /big\n'],
  fixed: [],
  good: ['FROM alpine:3.20\nRUN make-big && rm -rf /big\n'],
};

export default defineRule({
  id: 'image-secret-files',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['image'],
  fix: 'none',
  title: 'Credentials in a layer of the image',
  why: 'Whoever can pull the image can read every file of every layer, also one that a later layer deletes.',
  twins: ['dockle/CIS-DI-0010'],
  *check(context) {
    const { image } = context.facts;
    for (const { path, layer, deletedLater } of image?.files ?? []) {
      if (layer < (image?.baseLayers ?? 0) || !SECRET.test(path) || HARMLESS.test(path)) continue;
      const line = image?.layers[layer]?.line;
      const span = layerPlace(context, line);
      if (!span) continue;
      const still = deletedLater ? ', and stays there although a later layer deletes it' : '';
      yield { span, message: `${path} is in a layer of the image${still}: whoever pulls the image can read it.` };
    }
  },
});
