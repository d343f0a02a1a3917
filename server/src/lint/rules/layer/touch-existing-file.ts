// RULE touch-existing-file: the id is the file name; the examples below are run as tests.
import { bytesNote, everyAct, lineOf, shown, whereShipped, type PathAct, type StepFlow } from '../../facts/pathFlows';
import { defineRule, type RuleExamples } from '../../rule';

/** Below this, rewriting a file is not worth a word. */
const LARGE = 1_000_000;

export const examples: RuleExamples = {
  files: { 'data.db': 30_000_000, 'app.conf': 'a=1', 'tool.bin': 20_000_000 },
  bad: [
    'FROM alpine\nCOPY data.db /var/lib/app/\nRUN touch /var/lib/app/data.db\n',
    'FROM alpine\nCOPY tool.bin /usr/local/bin/\nRUN setcap cap_net_bind_service=+ep /usr/local/bin/tool.bin\n',
    "FROM alpine\nCOPY data.db /var/lib/app/\nRUN sed -i 's/a/b/' /var/lib/app/data.db\n",
  ],
  fixed: [],
  good: [
    "FROM alpine\nCOPY app.conf /etc/\nRUN sed -i 's/1/2/' /etc/app.conf\n",
    'FROM alpine\nRUN touch /var/log/app.log\n',
    'FROM alpine\nRUN wget -O /a.db https://example.com/a.db && touch /a.db\n',
    'FROM alpine\nCOPY . /app\nRUN touch /app/.env.local\n',
  ],
};

export default defineRule({
  id: 'touch-existing-file',
  group: 'layer',
  severity: 'info',
  since: '0.1.0',
  reads: ['layers'],
  mentions: ['touch', 'sed', 'strip', 'setcap', 'shred'],
  fix: 'none',
  title: 'A file of an earlier layer is changed a little and stored again',
  why: 'A layer holds whole files: new times, a capability or one other character cost all bytes of the file again.',
  twins: [],
  *check(context) {
    for (const { step, act } of everyAct(context, 'change')) {
      if (!act.sure || !act.inLayer || act.certainty !== 'literal') continue;
      const touch = act.touches.find((one) => one.step !== step && one.act.kind === 'write' && isMet(one, act));
      if (!touch || wasTouched(step, act)) continue;
      yield {
        span: act.where,
        message: `\`${shown(act)}\` was written in line ${lineOf(touch.step)}: \`${act.program}\` stores it a second time in this layer${bytesNote(touch.size)}.`,
        bytes: touch.size,
        ...whereShipped(context, step),
        related: [{ span: touch.act.where, message: 'Written here' }],
      };
    }
  },
});

/** For `touch` any file; what edits a file for a reason only from a size on that is known. */
const isMet = ({ act, how, size }: PathAct['touches'][number], { program }: PathAct): boolean =>
  act.sure &&
  !(how === 'above' && !act.content) &&
  (program === 'touch'
    ? size.likely !== 0 && (size.likely === null || size.likely >= LARGE)
    : (size.likely ?? 0) >= LARGE);

/** An earlier command of the RUN has stored it again already. */
const wasTouched = ({ acts }: StepFlow, { path, command }: PathAct): boolean =>
  acts.some(
    (act) =>
      act.path === path && (act.command ?? 0) < (command ?? 0) && (act.kind === 'change' || act.kind === 'write'),
  );
