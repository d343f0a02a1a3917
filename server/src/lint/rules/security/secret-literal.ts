// RULE secret-literal: the id is the file name; the examples below are run as tests.
import { fetchOf } from '../../../shell/tools/fetch';
import { instructionAt } from '../../../syntax/walk';
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';
import { isInComment } from '../../edits';
import { standsForSecret, tokensIn } from '../../words/tokens';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nENV TOKEN=ghp_16C7e42F292c6912E7710c838347Ae178B4a\n',
    'FROM debian:12\nRUN git clone https://bob:hunter2hunter2@git.corp.test/a.git\n',
    'FROM debian:12\nRUN curl -fsSL -u bob:Tr0ub4dor https://corp.test/a.tgz -o a.tgz\n',
    'FROM debian:12\nRUN curl -fsSL -H "Authorization: Bearer 8f14e45fceea167a5a36" https://corp.test/a\n',
    'FROM debian:12\nLABEL key="AKIAQ3EGRIGAZ5XOP2KL"\n',
    'FROM debian:12\nCOPY <<EOF /root/.ssh/id\n-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blb\nEOF\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nENV KEY=AKIAIOSFODNN7EXAMPLE\n',
    'FROM debian:12\nRUN curl -u "$USER:$PASS" https://corp.test/a\n',
    'FROM debian:12\nRUN curl -H "Authorization: Bearer $TOKEN" https://corp.test/a\n',
    'FROM debian:12\nENV DATABASE_URL=postgres://postgres:postgres@db/app\n',
    'FROM debian:12\n# ghp_16C7e42F292c6912E7710c838347Ae178B4a\nRUN git clone https://git:$TOKEN@corp.test/a.git\n',
    'FROM debian:12\nRUN git clone git@github.com:moby/buildkit.git && echo npm_config_cache\n',
  ],
};

export default defineRule({
  id: 'secret-literal',
  group: 'security',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax', 'shell'],
  mentions: (
    'akia asia ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- gldt- glrt- glcbt- glptt- xox ' +
    'hooks.slack.com k_live_ aiza npm_ eyj key----- @ authorization: curl'
  ).split(' '),
  fix: 'none',
  title: 'A secret is written in the Dockerfile',
  why: 'It is in the image’s history for everyone who can pull it, and in the repository for everyone who can read that. Make it invalid, and give the build the new one with `RUN --mount=type=secret`.',
  twins: ['trivy/DS-0031', 'kics/passwords-and-secrets', 'tally/secrets-in-code'],
  differs: 'Only texts that can be nothing else; a name that sounds secret is the rule secret-in-arg-env.',
  *check(context) {
    const { model } = context;
    const tail = 'in the image or its history, everyone who can pull it has it.';
    for (const { span, what } of tokensIn(model.text)) {
      const instruction = instructionAt(model, span.start);
      if (instruction && !isInComment(model, span.start)) yield { span, message: `This is ${what}: ${tail}` };
    }
    for (const { run, command } of commandsOf(context, 'curl')) {
      for (const { name, value, word, valueWord } of fetchOf(command)?.given.options ?? []) {
        if (name !== '-u' && name !== '--user') continue;
        const password = value?.slice(value.indexOf(':') + 1) ?? '';
        if (value?.includes(':') !== true || password.length < 3 || standsForSecret(password)) continue;
        yield { span: run.docSpan((valueWord ?? word).span), message: `This is a user’s password: ${tail}` };
      }
    }
  },
});
