// RULE image-empty-password: the id is the file name; the examples below are run as tests.
import { targetPlace } from '../../facts/places';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  image: { accounts: { shadow: 'root::19700:0:::::\napp:!:19700::::::\n' } },
  bad: ['FROM alpine:3.20\nRUN make-big\nRUN rm -rf /big\n'],
  fixed: [],
  good: ['FROM alpine:3.20\nRUN make-big && rm -rf /big\n'],
};

export default defineRule({
  id: 'image-empty-password',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['image'],
  fix: 'none',
  title: 'Account without a password in the image',
  why: 'Anybody who reaches a login prompt of a container becomes that user.',
  twins: ['dockle/DKL-LI-0001'],
  *check(context) {
    const span = targetPlace(context);
    for (const line of context.facts.image?.accounts.shadow?.split('\n') ?? []) {
      const [name, password] = line.split(':');
      if (span && name && password === '')
        yield { span, message: `The account ${name} has an empty password in the image.` };
    }
  },
});
