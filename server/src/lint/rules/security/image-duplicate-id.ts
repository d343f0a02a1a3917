// RULE image-duplicate-id: the id is the file name; the examples below are run as tests.
import { targetPlace } from '../../facts/places';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  image: { accounts: { passwd: 'root:x:0:0::/root:/bin/sh\nadmin:x:0:0::/:/bin/sh\n' } },
  bad: ['FROM alpine:3.20\nRUN make-big\nRUN rm -rf /big\n'],
  fixed: [],
  good: ['FROM alpine:3.20\nRUN make-big && rm -rf /big\n'],
};

export default defineRule({
  id: 'image-duplicate-id',
  group: 'security',
  severity: 'info',
  since: '0.1.0',
  reads: ['image'],
  fix: 'none',
  title: 'Two accounts or groups of the image share an id',
  why: 'Both names mean the same rights: files of the one belong to the other.',
  twins: ['dockle/DKL-LI-0002'],
  *check(context) {
    const span = targetPlace(context);
    const { passwd = '', group = '' } = context.facts.image?.accounts ?? {};
    for (const [what, text] of [
      ['accounts', passwd],
      ['groups', group],
    ] as const) {
      const names = new Map<string, string[]>();
      for (const line of text.split('\n')) {
        const [name, , id] = line.split(':');
        if (name && id) names.set(id, [...(names.get(id) ?? []), name]);
      }
      for (const [id, same] of names)
        if (span && same.length > 1) yield { span, message: `The ${what} ${same.join(' and ')} share the id ${id}.` };
    }
  },
});
