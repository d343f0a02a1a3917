// RULE copy-then-chmod: the id is the file name; the examples below are run as tests.
import { formatBytes } from '../../../base/bytes';
import { sumOfSizes } from '../../../layers/flowSize';
import type { RuleContext } from '../../context';
import { actsOf, copyOf, isRoot, isSurelyFile, isUntouchedBetween, removable, type CopyOf } from '../../facts/copyThen';
import { modeAfter } from '../../facts/fileMode';
import { setsGroupOnly } from '../../facts/modes';
import { commandOf, withFlag } from '../../edits/layerEdits';
import { bytesNote, everyAct, linesOf, shown, whereShipped, type PathAct, type StepFlow } from '../../facts/pathFlows';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  files: { 'start.sh': 'exec app', 'tool.bin': 40_000_000, 'other.sh': 'exit' },
  bad: [
    'FROM alpine\nCOPY start.sh /usr/local/bin/\nRUN chmod +x /usr/local/bin/start.sh\n',
    'FROM alpine\nWORKDIR /app\nCOPY tool.bin other.sh ./\nENV A=1\nRUN chmod 755 tool.bin other.sh && adduser -D app\n',
    'FROM alpine\nCOPY <<EOF /start.sh\nexec app\nEOF\nRUN chmod 0755 /start.sh\n',
  ],
  fixed: [
    'FROM alpine\nCOPY --chmod=755 start.sh /usr/local/bin/\n',
    'FROM alpine\nWORKDIR /app\nCOPY --chmod=755 tool.bin other.sh ./\nENV A=1\nRUN adduser -D app\n',
    'FROM alpine\nCOPY --chmod=0755 <<EOF /start.sh\nexec app\nEOF\n',
  ],
  good: [
    // The group of a folder.
    'FROM debian:12\nCOPY notes.d/x.conf /opt/conda.conf\nRUN chmod =2775 /opt/conda.conf\n',
    'FROM alpine\nCOPY --chmod=755 start.sh /usr/local/bin/\n',
    'FROM alpine\nRUN wget -O /start.sh https://example.com/start.sh && chmod +x /start.sh\n',
    'FROM alpine\nARG FILE\nCOPY start.sh /\nRUN chmod +x "$FILE"\n',
  ],
};

export default defineRule({
  id: 'copy-then-chmod',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['layers'],
  mentions: ['chmod'],
  fix: 'safe',
  title: 'A copied file gets its mode in a layer of its own',
  why: 'The layer of the RUN holds the whole file again, with another mode. `COPY --chmod` sets it as the file arrives.',
  twins: ['tally/prefer-copy-chmod'],
  differs:
    'tally wants the two next to each other, one file, and takes 644 as the mode before; this rule follows the path and reads the real mode where the build context is known.',
  *check(context) {
    const seen = new Set<string>();
    for (const { step, act } of everyAct(context, 'mode')) {
      const key = `${String(step.stage.index)}:${String(step.index)}:${String(act.command)}`;
      if (act.recursive || act.program !== 'chmod' || !act.sure || !act.inLayer || seen.has(key)) continue;
      seen.add(key);
      // The group of a folder: no bytes.
      if (
        setsGroupOnly(commandOf(context, step, act)?.command.args.find(({ raw }) => !raw.startsWith('-'))?.text ?? '')
      )
        continue;
      const acts = actsOf(step, act);
      const copies = acts.map((one) => copyOf(step, one));
      if (!copies.every((copy): copy is CopyOf => copy?.isFile === true)) continue;
      const size = sumOfSizes(
        copies.map(({ touch }) => touch.size),
        'The bytes of the files that are stored again.',
      );
      const writers = copies.map(({ touch }) => touch.step);
      yield {
        span: { start: acts[0]?.where.start ?? 0, end: acts.at(-1)?.where.end ?? 0 },
        message: `${acts.length === 1 ? `\`${shown(act)}\` comes` : 'These files come'} with the ${copies.every(({ instruction }) => instruction.keyword === 'ADD') ? 'ADD' : 'COPY'} in ${linesOf(writers)}: setting the mode here stores ${acts.length === 1 ? 'it' : 'them'} a second time${bytesNote(size)}.`,
        bytes: size,
        ...whereShipped(context, step),
        related: copies.slice(0, 3).map(({ touch }) => ({
          span: touch.act.where,
          message: `Copied here${touch.size.likely === null ? '' : `: ${formatBytes(touch.size.likely)}`}`,
        })),
        fixes: fixesFor(context, step, acts, copies),
      };
    }
  },
});

function fixesFor(context: RuleContext, step: StepFlow, acts: readonly PathAct[], copies: readonly CopyOf[]): Fix[] {
  const [act] = acts;
  const [copy] = copies;
  const found = act && removable(context, step, act);
  const { frontend, builder } = context.graph.options;
  if (!copy || !found || builder !== 'buildkit' || frontend < 2) return [];
  // The flag is for all that the COPY brings.
  const { instruction, touch } = copy;
  const brought = touch.step.acts.filter(({ kind }) => kind === 'write');
  if (copies.some((one) => one.instruction !== instruction) || brought.length !== acts.length) return [];
  const change = found.command.args.find(({ raw }) => !raw.startsWith('-') || /^-[rwx]+$/.test(raw))?.text;
  const modes = new Set(copies.map((one) => modeAfter(change, one.touch.act.content?.mode)));
  const known = modes.size === 1 ? [...modes][0] : undefined;
  const isExecutable = change !== undefined && /^(?:a|ugo)?\+r?x$/.test(change);
  const mode = known ?? (modes.has(undefined) && isExecutable ? '755' : undefined);
  const flag = mode === undefined ? undefined : withFlag(instruction, 'chmod', mode);
  if (mode === undefined || !flag) return [];
  const isSafe =
    known !== undefined &&
    isRoot(context, step) &&
    copies.every((one) => isSurelyFile(one) && isUntouchedBetween(context, one, step, act.command ?? 0));
  const line = String(instruction.line + 1);
  const title = `Give the COPY in line ${line} \`--chmod=${mode}\` and drop the chmod`;
  return [{ class: isSafe ? 'safe' : 'confirm', title, edits: [flag, ...found.edits] }];
}
