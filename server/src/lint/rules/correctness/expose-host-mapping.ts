// RULE expose-host-mapping: the id is the file name; the examples below are run as tests.
import { placed } from '../../facts/placing';
import { exposed, isReadable } from '../../words/ports';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nEXPOSE 8080:80\n',
    'FROM alpine\nEXPOSE 127.0.0.1:8080:80/udp 90\n',
    'FROM alpine\nEXPOSE [::1]::80\n',
  ],
  fixed: ['FROM alpine\nEXPOSE 80\n', 'FROM alpine\nEXPOSE 80/udp 90\n', 'FROM alpine\nEXPOSE 80\n'],
  good: ['FROM alpine\nEXPOSE 80 8000-8010/udp\n', 'FROM alpine\nEXPOSE :80\n'],
};

export default defineRule({
  id: 'expose-host-mapping',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['expose'],
  fix: 'safe',
  title: 'EXPOSE with an address or a port of the host',
  why: 'EXPOSE names ports of the container alone; where they go on the host is said when it runs. BuildKit will stop at it in a later version.',
  twins: ['buildkit/ExposeInvalidFormat', 'dockerfilelint/expose_host_port'],
  *check(context) {
    for (const { one, expanded, port } of exposed(context)) {
      if (!isReadable(port) || (port.ip === '' && port.host === '')) continue;
      const { word, text } = expanded;
      const isWritten = one.acts === one.at && context.model.text.slice(word.span.start, word.span.end) === text;
      const newText = text.slice(text.lastIndexOf(':') + 1);
      yield {
        ...placed(context.model, one.at, word.span, 'The port'),
        message: `EXPOSE instruction should not define an IP address or host-port mapping, found '${text}'`,
        ...(isWritten && {
          fixes: [{ class: 'safe' as const, title: `Keep ${newText}`, edits: [{ span: word.span, newText }] }],
        }),
      };
    }
  },
});
