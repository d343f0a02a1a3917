// RULE expose-invalid-protocol: the id is the file name; the examples below are run as tests.
import { onlyNeighbour } from '../../words/nearest';
import { exposed } from '../../words/ports';
import { defineRule, type RuleExamples } from '../../rule';

const PROTOCOLS = ['tcp', 'udp', 'sctp'];

export const examples: RuleExamples = {
  bad: ['FROM alpine\nEXPOSE 80/udpp 90\n', 'FROM alpine\nEXPOSE 80/tpc2\n', 'FROM alpine\nEXPOSE 80/http\n'],
  fixed: ['FROM alpine\nEXPOSE 80/udp 90\n'],
  good: [
    'FROM alpine\nEXPOSE 80/tcp 81/UDP 82/sctp 83\n',
    'FROM alpine\nEXPOSE 80/$PROTO\n',
    'FROM alpine\nEXPOSE 80/\n',
  ],
};

export default defineRule({
  id: 'expose-invalid-protocol',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['expose'],
  fix: 'safe',
  title: 'A protocol that EXPOSE does not know',
  why: 'The build stops here: there are tcp, udp and sctp.',
  twins: ['dockerfile-utils/INVALID_PROTO'],
  *check(context) {
    for (const { one, expanded, port } of exposed(context)) {
      const { word } = expanded;
      if (one.acts !== one.at || port.container === '' || /^(?:tcp|udp|sctp)?$/i.test(port.protocol)) continue;
      if (word.text.includes('$')) continue;
      const meant = onlyNeighbour(port.protocol.toLowerCase(), PROTOCOLS);
      const { start, end } = word.span;
      const isPlain = context.model.text.slice(start, end) === word.text;
      const edits =
        meant && isPlain ? [{ span: { start: end - port.protocol.length, end }, newText: meant }] : undefined;
      yield {
        span: word.span,
        message: `${port.protocol} is no protocol of EXPOSE: the build stops here.`,
        ...(edits && { fixes: [{ class: 'safe' as const, title: `Write ${meant ?? ''}`, edits }] }),
      };
    }
  },
});
