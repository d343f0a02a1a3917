// RULE download-extract-delete-across-layers: the id is the file name; the examples below are run as tests.
import { mayBeDeleted } from '../../facts/keptFiles';
import type { RuleContext } from '../../context';
import { mergeRuns } from '../../edits';
import {
  bytesNote,
  everyAct,
  lineOf,
  runOf,
  shown,
  whereShipped,
  type PathAct,
  type StepFlow,
  type Touch,
} from '../../facts/pathFlows';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN curl -fsSLo /tmp/go.tgz https://example.com/go.tgz && tar -xzf /tmp/go.tgz -C /usr/local\nRUN rm /tmp/go.tgz\n',
    'FROM debian:12\nRUN curl -fsSLo /tmp/go.tgz https://example.com/go.tgz\nRUN tar -xzf /tmp/go.tgz -C /usr/local\nRUN rm -rf /tmp/*\n',
    'FROM debian:12\nADD https://example.com/tool.deb /tmp/tool.deb\nRUN dpkg -i /tmp/tool.deb && rm /tmp/tool.deb\n',
  ],
  fixed: [
    'FROM debian:12\nRUN curl -fsSLo /tmp/go.tgz https://example.com/go.tgz && tar -xzf /tmp/go.tgz -C /usr/local && rm /tmp/go.tgz\n',
  ],
  good: [
    // Where it is downloaded, it is deleted too.
    'FROM debian:12\nRUN if [ "$ARM" ]; then curl -fo /tmp/a.deb https://example.com/a.deb && dpkg -i /tmp/a.deb && rm /tmp/a.deb; fi\nRUN rm -rf /tmp/*\n',
    // rm refuses it.
    'FROM debian:12\nWORKDIR /src\nADD https://example.com/a.tgz .\nRUN tar -xzf a.tgz && rm -rf a.tgz/..\n',
    'FROM debian:12\nRUN curl -fsSLo /tmp/go.tgz https://example.com/go.tgz && tar -xzf /tmp/go.tgz -C /usr/local && rm /tmp/go.tgz\n',
    'FROM debian:12\nRUN curl -fsSL https://example.com/go.tgz | tar -xz -C /usr/local\n',
    // Not unpacked: late-delete says that.
    'FROM debian:12\nADD scripts /tmp/\nRUN /tmp/scripts/run.sh\nRUN rm -rf /tmp/scripts\n',
    'FROM debian:12\nRUN curl -fsSLo /tmp/go.bin https://example.com/go.bin\nRUN rm /tmp/go.bin\n',
  ],
};

const DOWNLOADS = new Set(['curl', 'wget', 'wget2', 'ADD']);
/** ADD of files that lie in the context. */
const isLocalAdd = ({ step: { instruction } }: Touch): boolean =>
  instruction.keyword === 'ADD' && !instruction.sources.some(({ text }) => /^\$|^\w[\w+.-]*:\/\//.test(text));
const TAKES_OUT = new Set(['unpack', 'install', 'run']);

export default defineRule({
  id: 'download-extract-delete-across-layers',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['layers'],
  mentions: ['curl', 'wget', 'add'],
  fix: 'confirm',
  title: 'An archive is downloaded, unpacked and deleted in different layers',
  why: 'The layer that downloads keeps the archive for good; the delete only hides it. In one RUN, or unpacked from a pipe, the archive never gets into a layer.',
  twins: [],
  *check(context) {
    for (const { step, act } of everyAct(context, 'delete')) {
      if (!act.sure || !act.inLayer) continue;
      const touch = act.touches.find(
        (one) =>
          one.step !== step &&
          DOWNLOADS.has(one.act.program) &&
          one.act.certainty === 'literal' &&
          !isLocalAdd(one) &&
          !mayBeDeleted(one.step, one.act),
      );
      const reader = touch && readerOf(touch, step);
      if (!touch || !reader) continue;
      const [from, to] = [lineOf(touch.step), lineOf(reader)];
      yield {
        span: act.where,
        message: `\`${shown(touch.act)}\` is downloaded in line ${from}${from === to ? '' : `, used in line ${to}`} and deleted here: the layer of line ${from} keeps it${bytesNote(touch.size)}.`,
        bytes: touch.size,
        ...whereShipped(context, step),
        related: [
          { span: touch.act.where, message: 'Downloaded here' },
          ...(reader === touch.step
            ? []
            : [{ span: reader.instruction.keywordSpan, message: 'Unpacked or installed here' }]),
        ],
        fixes: fixesFor(context, touch.step, step, act),
      };
    }
  },
});

/** The step that unpacks or installs what the touch met, the deleting one at the latest. */
const readerOf = ({ act }: Touch, last: StepFlow): StepFlow | undefined =>
  act.readBy.find(
    (reader) =>
      reader.order <= last.order &&
      reader.acts.some(
        ({ kind, use, touches }) =>
          kind === 'read' && TAKES_OUT.has(use ?? '') && touches.some((touch) => touch.act === act),
      ),
  );

function fixesFor(context: RuleContext, writer: StepFlow, deleter: StepFlow, { program }: PathAct): Fix[] {
  const first = runOf(context, writer);
  const second = runOf(context, deleter);
  if (!first || !second || program === 'find' || writer.stage !== deleter.stage || writer.index + 1 !== deleter.index)
    return [];
  const edits = mergeRuns(context.model, first, second);
  return edits
    ? [
        {
          class: 'confirm',
          title: `Join with the RUN in line ${lineOf(writer)}: the archive gets into no layer`,
          edits,
        },
      ]
    : [];
}
