// RULE copy-then-move: the id is the file name; the examples below are run as tests.
import type { RuleContext } from '../../context';
import { copyOf, isSurelyFile, isThereBefore, isUntouchedBetween, parentOf, removable } from '../../facts/copyThen';
import {
  bytesNote,
  everyAct,
  lineOf,
  shown,
  whereShipped,
  type PathAct,
  type StepFlow,
  type Touch,
} from '../../facts/pathFlows';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  files: { 'tool.bin': 40_000_000, 'conf/a.conf': 'a' },
  bad: [
    'FROM alpine\nCOPY tool.bin /tmp/\nRUN mv /tmp/tool.bin /usr/local/bin/tool\n',
    'FROM alpine\nWORKDIR /srv\nCOPY tool.bin .\nRUN mv tool.bin /usr/local/bin/ && mkdir logs\n',
    'FROM alpine\nCOPY ["tool.bin", "/"]\nRUN mv /tool.bin /usr/local/bin/\n',
    'FROM alpine\nCOPY tool.bin /opt/tool.bin\nRUN cp /opt/tool.bin /usr/local/bin/tool\n',
    'FROM alpine\nRUN wget -O /tmp/tool https://example.com/tool\nRUN mv /tmp/tool /usr/local/bin/tool\n',
  ],
  fixed: [
    'FROM alpine\nCOPY tool.bin /usr/local/bin/tool\n',
    'FROM alpine\nWORKDIR /srv\nCOPY tool.bin /usr/local/bin/\nRUN mkdir logs\n',
    'FROM alpine\nCOPY ["tool.bin", "/usr/local/bin/"]\n',
  ],
  good: [
    'FROM alpine\nCOPY tool.bin /usr/local/bin/tool\n',
    'FROM alpine\nRUN wget -O /tmp/tool https://example.com/tool && mv /tmp/tool /usr/local/bin/\n',
    'FROM alpine\nRUN mv /etc/nginx/nginx.conf /etc/nginx/nginx.conf.orig\n',
    'FROM alpine\nCOPY conf /etc/app\nRUN mv "$A" /etc/b\n',
  ],
};

export default defineRule({
  id: 'copy-then-move',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['layers'],
  mentions: ['mv', 'cp', 'install', 'rsync'],
  fix: 'safe',
  title: 'Files of an earlier layer are moved or copied',
  why: 'A layer cannot move what is in the one below: the bytes are stored again under the new name, and the old ones stay.',
  twins: [],
  *check(context) {
    for (const { step, act } of [...everyAct(context, 'delete'), ...everyAct(context, 'read')]) {
      const moves = act.kind === 'delete';
      if (!(moves ? act.moves === true : act.use === 'copy')) continue;
      // Nobody pulls the layers of a stage that is not shipped: to copy there is how one works.
      if (!moves && !context.isShipped(step.stage)) continue;
      if (!act.sure || !act.inLayer || act.certainty !== 'literal') continue;
      const met = act.touches.filter((touch) => isWhole(touch, step, act));
      const [touch] = met;
      const target = step.acts.find(
        ({ kind, command, from }) => kind === 'write' && command === act.command && from === act.path,
      );
      if (!touch || met.length > 1 || target?.inLayer !== true) continue;
      yield {
        span: act.where,
        message: `\`${shown(touch.how === 'same' ? act : touch.act)}\` was written in line ${lineOf(touch.step)}: ${moves ? 'moving' : 'copying'} it here stores it a second time${bytesNote(touch.size)}${moves ? ', and the first copy stays in its layer' : ''}.`,
        bytes: touch.size,
        ...whereShipped(context, step),
        related: [{ span: touch.act.where, message: 'Written here' }],
        fixes: moves ? fixesFor(context, step, act, target) : [],
      };
    }
  },
});

/** A write of its own, of an earlier instruction; of a folder that is met in part nobody knows what is there. */
const isWhole = ({ step, act, how, size }: Touch, here: StepFlow, { recursive }: PathAct): boolean =>
  step !== here &&
  act.kind === 'write' &&
  act.sure &&
  act.isCache !== true &&
  size.likely !== 0 &&
  (how === 'same' || (how === 'below' && recursive && act.certainty === 'literal'));

/** Straight to the target, when one COPY brings one file there. */
function fixesFor(context: RuleContext, step: StepFlow, act: PathAct, target: PathAct): Fix[] {
  const copy = copyOf(step, act);
  const found = copy && removable(context, step, act);
  const destination = copy?.instruction.destination;
  if (
    !copy?.isFile ||
    !found ||
    !destination ||
    copy.instruction.sources.length !== 1 ||
    target.certainty !== 'literal'
  )
    return [];
  if (found.command.args.filter(({ raw }) => !raw.startsWith('-')).length !== 2) return [];
  const written = found.command.args.at(-1)?.text ?? '';
  const to = written.startsWith('/') && /^[\w./+@-]+$/.test(written) ? written : target.path;
  if (/\s/.test(to)) return [];
  const isQuoted = context.model.text[destination.span.start] === '"';
  const isSafe =
    isSurelyFile(copy) &&
    isThereBefore(context, copy.touch.step, parentOf(copy.touch.act.path)) &&
    isThereBefore(context, step, parentOf(target.path)) &&
    isUntouchedBetween(context, copy, step, act.command ?? 0);
  return [
    {
      class: isSafe ? 'safe' : 'confirm',
      title: `Copy straight to ${to} in line ${lineOf(copy.touch.step)}`,
      edits: [{ span: destination.span, newText: isQuoted ? `"${to}"` : to }, ...found.edits],
    },
  ];
}
