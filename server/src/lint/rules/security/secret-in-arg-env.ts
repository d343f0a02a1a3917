// RULE secret-in-arg-env: the id is the file name; the examples below are run as tests.
import type { Word } from '../../../syntax/model';
import { quoted } from '../../../layers/goFormat';
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
  ],
};

export default defineRule({
  id: 'secret-in-arg-env',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
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
    'Names such as `TOKEN_URL` or `PASSWORD_MIN_LENGTH`, of which other tools warn, are not told here, unless you ask for the twin by name. hadolint takes `USERNAME` for one too.',
  *check(context) {
    for (const one of dispatched(context)) {
      const keyword = one.acts.keyword;
      for (const { text, word } of namesIn(one)) {
        if (!isSecretName(text, context.graph.options.frontend)) continue;
        yield {
          ...placed(context.model, one.at, word.span, 'The name'),
          message: `Do not use ARG or ENV instructions for sensitive data (${keyword} ${quoted(text)})`,
          ...(isHarmless(text) && { severity: 'off' as const }),
        };
      }
    }
  },
});

function namesIn({ acts, names }: Dispatched): readonly { readonly text: string; readonly word: Word }[] {
  return acts.keyword === 'ARG' ? acts.items.map(({ name }) => ({ text: name.text, word: name })) : names;
}
