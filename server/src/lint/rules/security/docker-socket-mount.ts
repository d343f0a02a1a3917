// RULE docker-socket-mount: the id is the file name; the examples below are run as tests.
import type { Span } from '../../../base/span';
import { mountsOf } from '../../../build/mounts';
import { flagsOf } from '../../../syntax/model';
import type { RuleContext } from '../../context';
import { defineRule, type RuleExamples } from '../../rule';
import { copiesOf, stepsWith } from '../../facts/stepIndex';

export const examples: RuleExamples = {
  bad: [
    'FROM docker:28-cli\nVOLUME /var/run/docker.sock\n',
    'FROM docker:28-cli\nVOLUME ["/data", "/run/docker.sock"]\n',
    'FROM docker:28-cli\nRUN --mount=type=bind,source=docker.sock,target=/var/run/docker.sock docker ps\n',
    'FROM docker:28-cli\nCOPY docker.sock /var/run/docker.sock\n',
  ],
  fixed: [],
  good: ['FROM docker:28-cli\nVOLUME /var/lib/docker\n', 'FROM docker:28-cli\nENV DOCKER_HOST=tcp://docker:2376\n'],
};

const isSocket = (path: string): boolean => /^\/(?:var\/)?run\/docker\.sock$/.test(path);

export default defineRule({
  id: 'docker-socket-mount',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['docker.sock'],
  fix: 'none',
  title: 'The image asks for the socket of the Docker engine',
  why: 'Who can write to that socket is root on the host: the container’s walls end there.',
  twins: ['semgrep/dockerd-socket-mount'],
  *check(context) {
    for (const span of places(context))
      yield { span, message: 'A container that holds this socket is root on its host.' };
  },
});

function* places(context: RuleContext): Iterable<Span> {
  for (const { step } of stepsWith(context, 'VOLUME'))
    for (const { text, span } of step.words) if (isSocket(text)) yield span;
  for (const { step } of stepsWith(context, 'RUN')) {
    const flags = flagsOf(step, 'mount');
    for (const [at, { source, target }] of mountsOf(step).entries()) {
      const flag = flags[at];
      if (flag && (isSocket(source) || isSocket(target))) yield flag.span;
    }
  }
  for (const { step } of copiesOf(context))
    if (step.destination && isSocket(step.destination.text)) yield step.destination.span;
}
