// RULE expose-proto-casing: the id is the file name; the examples below are run as tests.
import { placed } from '../../facts/placing';
import { exposed, isReadable } from '../../words/ports';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM alpine\nEXPOSE 80/TCP\n', 'FROM alpine\nEXPOSE 80/tcp 53/Udp\n'],
  fixed: ['FROM alpine\nEXPOSE 80/tcp\n', 'FROM alpine\nEXPOSE 80/tcp 53/udp\n'],
  good: ['FROM alpine\nEXPOSE 80 53/udp 9/sctp\n', 'FROM alpine\nEXPOSE 80/HTTP\n'],
};

export default defineRule({
  id: 'expose-proto-casing',
  group: 'style',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['expose'],
  fix: 'safe',
  title: 'Protocol of EXPOSE in capitals',
  why: 'Everything that shows ports writes protocols in lower case.',
  twins: ['buildkit/ExposeProtoCasing'],
  *check(context) {
    for (const { one, expanded, port } of exposed(context)) {
      if (!isReadable(port) || port.protocol === port.protocol.toLowerCase()) continue;
      const { word, text } = expanded;
      const isWritten = one.acts === one.at && context.model.text.slice(word.span.start, word.span.end) === text;
      const newText = text.replace(/\/[^/]*$/, (protocol) => protocol.toLowerCase());
      yield {
        ...placed(context.model, one.at, word.span, 'The port'),
        message: `Defined protocol '${text}' in EXPOSE instruction should be lowercase`,
        ...(isWritten && {
          fixes: [{ class: 'safe' as const, title: `Write ${newText}`, edits: [{ span: word.span, newText }] }],
        }),
      };
    }
  },
});
