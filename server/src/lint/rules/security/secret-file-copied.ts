// RULE secret-file-copied: the id is the file name; the examples below are run as tests.
import { flagOf } from '../../../syntax/model';
import { defineRule, type RuleExamples } from '../../rule';
import { copiesOf } from '../../facts/stepIndex';

export const examples: RuleExamples = {
  bad: [
    'FROM node:22\nCOPY .env /srv/\n',
    'FROM debian:12\nCOPY id_rsa /root/.ssh/id_rsa\nRUN git fetch && rm /root/.ssh/id_rsa\n',
    'FROM debian:12\nADD deploy/.aws/credentials /root/.aws/credentials\n',
    'FROM node:22\nCOPY .npmrc package.json ./\n',
    'FROM debian:12\nCOPY service-account.json /srv/\n',
  ],
  fixed: [],
  good: [
    'FROM node:22\nCOPY .env.example /srv/.env\n',
    'FROM debian:12\nCOPY id_rsa.pub /root/.ssh/authorized_keys\n',
    'FROM debian:12\nCOPY ca.pem /etc/ssl/\n',
    'FROM debian:12\nCOPY --from=build /srv/app /srv/\n',
    'FROM debian:12\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n',
  ],
};

/** Files that hold nothing but a secret. */
const SECRET =
  /(?:^|\/)(?:\.env(?:\.(?:local|prod|production|development|staging))?|id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|_netrc|\.git-credentials|\.pgpass|\.dockercfg|\.docker\/config\.json|\.aws\/credentials|\.kube\/config|(?:privkey|private[-_]?key|client[-_]key|server[-_]key)\.(?:pem|key)|[\w-]*service[-_]?account[\w-]*\.json|credentials\.json|[\w-]+\.(?:kdbx|p12|pfx|jks))$/i;
/** Settings of a tool that may hold a token. */
const MAY_HOLD_ONE = /(?:^|\/)(?:\.npmrc|\.yarnrc|\.yarnrc\.yml|\.pypirc|pip\.conf|\.condarc|auth\.json)$/i;

export default defineRule({
  id: 'secret-file-copied',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: (
    '.env id_rsa id_dsa id_ecdsa id_ed25519 netrc .git-credentials .pgpass .dockercfg ' +
    '.docker/config.json .aws/credentials .kube/config key.pem key.key serviceaccount service-account ' +
    'service_account credentials.json .kdbx .p12 .pfx .jks .npmrc .yarnrc .pypirc pip.conf .condarc ' +
    'auth.json'
  ).split(' '),
  fix: 'none',
  title: 'A file with credentials is copied into the image',
  why: 'Everyone who can pull the image can read it, also when a later step deletes it: its bytes stay in the layer. `RUN --mount=type=secret` shows it to one step and keeps it nowhere.',
  twins: ['trivy/DS-0031'],
  *check(context) {
    for (const { stage, step } of copiesOf(context)) {
      if (flagOf(step, 'from')) continue;
      for (const { text, span } of step.sources) {
        const isSecret = SECRET.test(text);
        if (!isSecret && !MAY_HOLD_ONE.test(text)) continue;
        const name = text.slice(text.lastIndexOf('/') + 1);
        const shipped = context.isShipped(stage);
        yield {
          span,
          message: isSecret
            ? `${name} holds a secret: it ${shipped ? 'stays in this layer, for everyone who can pull the image' : 'stays in the build cache'}. A secret mount shows it to one step only.`
            : `${name} may hold a token: a secret mount shows it to one step only.`,
          ...(shipped && isSecret ? {} : { severity: isSecret ? ('info' as const) : ('hint' as const) }),
        };
      }
    }
  },
});
