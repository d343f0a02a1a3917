// RULE secret-in-arg-env: the id is the file name; the examples below are run as tests.
import type { Word } from '../../../syntax/model';
import { quoted } from '../../../layers/goFormat';
import type { RuleContext } from '../../context';
import { dispatched, type Dispatched } from '../../facts/dispatch';
import { placed } from '../../facts/placing';
import { defineRule, type RuleExamples } from '../../rule';
import { isHarmless, isSecretName } from '../../words/secretNames';

export const examples: RuleExamples = {
  bad: ['FROM alpine\nENV DB_PASSWORD=x\n', 'FROM alpine\nARG NPM_TOKEN\n', 'FROM alpine\nENV A=1 apikey=2\n'],
  fixed: [],
  good: [
    'FROM alpine\nENV TOKEN_URL=https://example.com\n',
    'FROM alpine\nENV PUBLIC_KEY=x KEY_FILE=/k API_KEY_VERSION=2\n',
    'FROM alpine\nENV MONKEY=1 AUTHOR=me\n',
    'ARG TOKEN\nFROM alpine\n',
    'FROM alpine\nLABEL token=x\n',
    // Nothing is in the image: the container is given it, or a place where it lies, or it is a switch.
    'FROM alpine\nENV DB_PASSWORD="" TLS_KEY=/run/secrets/tls.key REQUIRE_AUTH=true\n',
    // An OpenPGP fingerprint.
    'FROM alpine\nARG SIGNING_KEY=52BB7E3DE28A71BE22EC05FFEF80A866B47A981F\nENV SIGNING_KEY=$SIGNING_KEY\n',
  ],
};

export default defineRule({
  id: 'secret-in-arg-env',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  // A name may come from a variable: `ENV $NAME=x`.
  mentions: ['$', 'key', 'auth', 'credential', 'password', 'pword', 'passwd', 'secret', 'token'],
  fix: 'none',
  title: 'A secret in ARG or ENV',
  why: "ENV is in the image's config and ARG in its history: whoever has the image has the secret. `RUN --mount=type=secret` leaves nothing behind.",
  twins: [
    'buildkit/SecretsUsedInArgOrEnv',
    'hadolint/DL3064',
    'trivy/DS-0031',
    'dockle/CIS-DI-0010',
    'sonar/S6472',
    'semgrep/secret-in-build-arg',
    'droast/DF013',
    'droast/DF014',
  ],
  differs:
    'Names such as `TOKEN_URL` or `PASSWORD_MIN_LENGTH`, and values that are none (an ENV that is empty, a path, `true`, the fingerprint of a signing key), of which other tools warn, are not told here, unless you ask for the twin by name. hadolint takes `USERNAME` for one too.',
  *check(context) {
    for (const one of dispatched(context)) {
      const keyword = one.acts.keyword;
      for (const { text, word, value } of namesIn(one)) {
        if (!isSecretName(text, context.graph.options.frontend)) continue;
        yield {
          ...placed(context.model, one.at, word.span, 'The name'),
          message: `Do not use ARG or ENV instructions for sensitive data (${keyword} ${quoted(text)})`,
          ...((isHarmless(text) || isNoSecret(valueOf(value, context, one), keyword)) && { severity: 'off' as const }),
        };
      }
    }
  },
});

interface Named {
  readonly text: string;
  readonly word: Word;
  readonly value: Word | undefined;
}

function namesIn({ acts, names }: Dispatched): readonly Named[] {
  if (acts.keyword === 'ARG') return acts.items.map(({ name, value }) => ({ text: name.text, word: name, value }));
  const pairs = acts.keyword === 'ENV' ? acts.pairs : [];
  return names.map((name) => ({ ...name, value: pairs.find(({ key }) => key === name.word)?.value }));
}

/** What the image gets when nobody gives an argument; undefined: a value that only the build knows. */
function valueOf(value: Word | undefined, { graph }: RuleContext, { stage, acts }: Dispatched): string | undefined {
  const text = value && unquoted(value.text);
  const argument = /^\$\{?(\w+)\}?$/.exec(text ?? '')?.[1];
  if (text === undefined || argument === undefined) return text?.includes('$') === true ? undefined : text;
  for (const step of stage.steps) {
    if (step === acts) return undefined;
    const item = step.keyword === 'ARG' ? step.items.find(({ name }) => name.text === argument) : undefined;
    if (item) {
      const given = item.value ? unquoted(item.value.text) : graph.globals.get(argument);
      return given === '' || given?.includes('$') === true ? undefined : given;
    }
  }
  return undefined;
}

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/s, '$2');

/** Empty, a path, a switch, or an OpenPGP fingerprint, which is written in upper case. An empty ARG waits for the secret. */
const isNoSecret = (value: string | undefined, keyword: string): boolean =>
  value !== undefined &&
  (value === ''
    ? keyword === 'ENV'
    : /^(?:true|false|on|off|yes|no|[01]|none|null)$/i.test(value) ||
      /^(?:\/[\w.@-]+)+\/?$/.test(value) ||
      (/^(?:0x)?(?:[\dA-F]{40}|[\dA-F]{16})$/.test(value) && /[A-F]/.test(value)));
