// RULE secret-mount-optional: the id is the file name; the examples below are run as tests.
import type { RunInstruction } from '../../../syntax/model';
import type { Mount } from '../../../build/mounts';
import { mountFlags } from '../../facts/mountFlags';
import { defineRule, type RuleExamples } from '../../rule';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN --mount=type=secret,id=token curl -H "X: $(cat /run/secrets/token)" https://corp.test/a -o a\n',
    'FROM node:22\nRUN --mount=type=secret,id=token,env=NPM_TOKEN npm publish --token "$NPM_TOKEN"\n',
    'FROM debian:12\nRUN --mount=type=ssh git clone git@github.com:moby/buildkit.git\n',
  ],
  fixed: [
    'FROM debian:12\nRUN --mount=type=secret,id=token,required=true curl -H "X: $(cat /run/secrets/token)" https://corp.test/a -o a\n',
    'FROM node:22\nRUN --mount=type=secret,id=token,env=NPM_TOKEN,required=true npm publish --token "$NPM_TOKEN"\n',
    'FROM debian:12\nRUN --mount=type=ssh,required=true git clone git@github.com:moby/buildkit.git\n',
  ],
  good: [
    'FROM debian:12\nRUN --mount=type=secret,id=token,required cat /run/secrets/token\n',
    'FROM debian:12\nRUN --mount=type=secret,id=token,required=true cat /run/secrets/token\n',
    'FROM debian:12\nRUN --mount=type=secret,id=token if [ -f /run/secrets/token ]; then cat /run/secrets/token; fi\n',
    'FROM node:22\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n',
  ],
};

export default defineRule({
  id: 'secret-mount-optional',
  group: 'security',
  severity: 'hint',
  since: '0.1.0',
  reads: ['syntax', 'run-words'],
  mentions: ['type=secret', 'type=ssh'],
  fix: 'confirm',
  title: 'A build without this secret goes on',
  why: 'A secret that the build was not given is simply not there: the command fails later, or works with an empty value. With `required=true` the builder says what is missing.',
  twins: [],
  *check(context) {
    for (const { mount, flag, step } of mountFlags(context)) {
      const { options } = mount;
      const required = options.get('required');
      if (required === '' || required?.toLowerCase() === 'true' || required === '1') continue;
      if (required !== undefined || !reads(step, mount) || flag.value?.includes('"') === true) continue;
      const at = flag.span.end;
      yield {
        span: flag.span,
        message: 'A build that was not given this secret does not stop here.',
        ...confirmed('Add required=true', [{ span: { start: at, end: at }, newText: ',required=true' }]),
      };
    }
  },
});

/** True when the command needs it as far as its text tells; one that asks whether it is there does not. */
function reads(run: RunInstruction, { type, id, target, options }: Mount): boolean {
  const text = run.rest.value + run.heredocs.map(({ content }) => content).join('');
  if (type === 'ssh') return /\bgit@|\bssh:\/\/|\bgit\+ssh|\bssh\s/.test(text) && !/\|\|\s*true/.test(text);
  if (type !== 'secret') return false;
  const env = options.get('env');
  if (env !== undefined && env !== '') return text.includes(`$${env}`) || text.includes(`\${${env}}`);
  const path = target !== '' ? target : `/run/secrets/${id}`;
  const at = text.indexOf(path);
  return (
    at !== -1 && !/(?:\[|test|-[efrs])\s+["']?$/.test(text.slice(Math.max(0, at - 20), at)) && !/\|\|\s*true/.test(text)
  );
}
