// RULE secret-in-run: the id is the file name; the examples below are run as tests.
import type { StageCommand } from '../../context';
import { mountsOf } from '../../../build/mounts';
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN aws configure set aws_secret_access_key abc\n',
    'FROM debian:12\nRUN docker login -u bob -p hunter2 registry.corp.test\n',
    'FROM node:22\nARG TOKEN\nRUN npm config set //registry.npmjs.org/:_authToken $TOKEN\n',
    'FROM node:22\nARG TOKEN\nRUN echo "//registry.npmjs.org/:_authToken=$TOKEN" > ~/.npmrc && npm ci\n',
    'FROM debian:12\nRUN az login --service-principal -u app -p hunter2 --tenant t\n',
    'FROM debian:12\nRUN git config --global http.https://corp.test/.extraheader "AUTHORIZATION: basic abc"\n',
  ],
  fixed: [],
  good: [
    'FROM node:22\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n',
    'FROM debian:12\nRUN --mount=type=secret,id=pw docker login -u bob -p "$(cat /run/secrets/pw)" registry.corp.test\n',
    'FROM debian:12\nRUN aws configure set region eu-central-1\n',
    'FROM node:22\nRUN npm config set registry https://registry.corp.test\n',
    'FROM node:22\nRUN echo "registry=https://registry.corp.test" > ~/.npmrc\n',
  ],
};

/** program → what its arguments, joined by blanks, look like when it stores or shows a secret. */
const LOGINS = new Map([
  ['aws', /^configure set (?:\S+ )*?aws_(?:secret_access_key|session_token)\b/],
  ['gcloud', /^auth activate-service-account\b/],
  ['az', /^login\b.* (?:-p|--password)\b/],
  ['doctl', /^auth init\b.* (?:-t|--access-token)\b/],
  ['docker', /^login\b.* (?:-p|--password)(?!-)/],
  ['podman', /^login\b.* (?:-p|--password)(?!-)/],
  ['npm', /^(?:config )?set \S*:?_(?:authToken|auth|password)\b/],
  ['yarn', /^config set \S*(?:npmAuthToken|_authToken)\b/],
  ['git', /^config\b.*\.extraheader\b/i],
  ['poetry', /^config (?:http-basic|pypi-token)\.\S+ \S/],
  ['composer', /^config\b.* (?:http-basic|github-oauth|gitlab-token|bearer)\.\S+ \S/],
  ['dotnet', /^nuget (?:add|update) source\b.* (?:-p|--password)\b/],
]);
const WRITES_TOKEN = /_authToken|_password=|^\W*machine\s|login\s\S+\spassword\s|^\W*password\s*[=:]/;
const TOKEN_FILE = /(?:^|\/)(?:\.npmrc|\.netrc|\.pypirc|\.git-credentials|\.yarnrc\.yml|credentials)$/;

export default defineRule({
  id: 'secret-in-run',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: (
    'aws_secret_access_key aws_session_token activate-service-account login doctl _auth _password ' +
    'npmauthtoken extraheader http-basic pypi-token github-oauth gitlab-token bearer nuget .npmrc ' +
    '.netrc .pypirc .yarnrc.yml credentials'
  ).split(' '),
  fix: 'none',
  title: 'A log-in leaves its secret in the layer',
  why: 'The command writes the secret into a file of this layer, or shows it in the history: everyone who can pull the image has it. With `RUN --mount=type=secret` it is in neither.',
  twins: ['trivy/DS-0031'],
  *check(context) {
    const found: StageCommand[] = [];
    for (const [program, pattern] of LOGINS)
      for (const one of commandsOf(context, program))
        if (
          pattern.test(
            one.command.args
              .map(({ text, raw }) => (text ?? raw).slice(0, 200))
              .join(' ')
              .slice(0, 2000),
          )
        )
          found.push(one);
    for (const one of commandsOf(context, 'echo', 'printf')) {
      const { args, redirects } = one.command;
      const isTokenFile = redirects.some(({ target }) => TOKEN_FILE.test(target?.text ?? target?.raw ?? ''));
      if (isTokenFile && args.some(({ raw }) => WRITES_TOKEN.test(raw.slice(0, 2000)))) found.push(one);
    }
    for (const { run, command } of found) {
      if (mountsOf(run.run).some(({ type }) => type === 'secret')) continue;
      yield {
        span: run.docSpan(command.span),
        message: 'The secret of this log-in stays in the layer or its history. A secret mount keeps it out of both.',
        ...(context.isShipped(run.stage) ? {} : { severity: 'hint' as const }),
      };
    }
  },
});
