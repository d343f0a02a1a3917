// RULE named-user-in-passwdless-stage: the id is the file name; the examples below are run as tests.
import { flagOf, type Instruction } from '../../../syntax/model';
import { baseOf } from '../../facts/baseImage';
import { defineRule, type RuleExamples } from '../../rule';

/** A step that may write `/etc/passwd`. */
function bringsNames(step: Instruction): boolean {
  if (step.keyword === 'RUN') return true;
  if (step.keyword !== 'COPY' && step.keyword !== 'ADD') return false;
  const to = step.destination?.text ?? '';
  return step.keyword === 'ADD' || to.includes('$') || /^\/(?:etc\/?(?:passwd)?)?$/.test(to) || !to.startsWith('/');
}

export const examples: RuleExamples = {
  bad: ['FROM scratch\nCOPY app /app\nUSER nobody\n', 'FROM scratch\nCOPY --chown=app:app app /app\n'],
  fixed: [],
  good: [
    'FROM scratch\nCOPY app /app\nUSER 65534:65534\n',
    'FROM scratch\nCOPY --from=build /etc/passwd /etc/passwd\nUSER nobody\n',
    'FROM scratch\nCOPY --from=build / /\nUSER nobody\n',
    'FROM debian:12\nUSER nobody\n',
    'FROM scratch\nADD rootfs.tar.gz /\nUSER nobody\n',
  ],
};

export default defineRule({
  id: 'named-user-in-passwdless-stage',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['user', '--chown'],
  fix: 'none',
  title: 'User by name where there are no names',
  why: 'An empty image has no `/etc/passwd`: the builder or the container cannot find the user and stops. Use its number.',
  twins: ['tally/named-identity-in-passwdless-stage'],
  *check(context) {
    for (const stage of context.graph.stages) {
      if (baseOf(context, stage).family !== 'scratch') continue;
      let mayHaveNames = context.chainOf(stage).some((one) => one !== stage && one.steps.some(bringsNames));
      for (const step of stage.steps) {
        const owner = flagOf(step, 'chown');
        const name = step.keyword === 'USER' ? step.words[0] : owner;
        const text = step.keyword === 'USER' ? step.words[0]?.text : owner?.value;
        if (name && text !== undefined && !mayHaveNames && /^[A-Za-z_]/.test(text)) {
          yield {
            span: name.span,
            message: `${text} is a name, and this image has no /etc/passwd to look it up in. Use its number.`,
          };
        }
        if (bringsNames(step)) mayHaveNames = true;
      }
    }
  },
});
