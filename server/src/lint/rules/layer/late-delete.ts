// RULE late-delete: the id is the file name; the examples below are run as tests.
// Long: what is deleted, where it was written, what of it is known and where the delete may move are one argument.
import { formatBytes } from '../../../base/bytes';
import { measuredSize, type SizeEstimate } from '../../../base/certainty';
import { sumOfSizes } from '../../../layers/flowSize';
import type { RuleContext } from '../../context';
import { mergeRuns } from '../../edits';
import { moveDelete } from '../../edits/layerEdits';
import {
  bytesNote,
  flowOf,
  lineOf,
  linesOf,
  runOf,
  shown,
  type PathAct,
  type StepFlow,
  type Touch,
} from '../../facts/pathFlows';
import { defineRule, type Finding, type Fix, type RuleExamples } from '../../rule';
import { DELETING } from '../../words/deleting';

export const examples: RuleExamples = {
  files: { 'data.csv': 5_000_000, 'more/a.csv': 1_000_000, 'more/b.csv': 2_000_000, 'app.js': 'run()' },
  bad: [
    'FROM debian:12\nRUN curl -fsSLo /tmp/a.bin https://example.com/a.bin\nRUN rm /tmp/a.bin\n',
    'FROM debian:12\nRUN curl -fsSLo /tmp/a.bin https://example.com/a.bin && cp /tmp/a.bin /opt/a\nCOPY app.js /srv/\nRUN rm -rf /tmp/*\n',
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN rm -rf /var/lib/apt/lists/*\n',
    'FROM debian:12\nCOPY data.csv /data/\nCOPY more /data/more\nRUN import /data && rm -rf /data\n',
    'FROM debian:12 AS base\nWORKDIR /srv\nCOPY data.csv .\nFROM base\nRUN rm data.csv\n',
    'FROM debian:12\nRUN rm -rf /usr/share/doc /usr/share/man\n',
  ],
  fixed: [
    'FROM debian:12\nRUN curl -fsSLo /tmp/a.bin https://example.com/a.bin && rm /tmp/a.bin\n',
    'FROM debian:12\nRUN curl -fsSLo /tmp/a.bin https://example.com/a.bin && cp /tmp/a.bin /opt/a && rm -rf /tmp/*\nCOPY app.js /srv/\n',
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
  ],
  good: [
    'FROM debian:12\nRUN curl -fsSLo /tmp/a.bin https://example.com/a.bin && rm /tmp/a.bin\n',
    // The image is another stage.
    'FROM debian:12 AS build\nCOPY data.csv /data/\nRUN import /data && rm -rf /data\nFROM scratch\nCOPY --from=build /out /\n',
    // What is below a mount is in no layer.
    'FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt apt-get install -y curl\nRUN --mount=type=cache,target=/var/cache/apt rm -rf /var/cache/apt/*\n',
    'FROM debian:12\nARG WORK\nCOPY data.csv /data/\nRUN rm -rf "$WORK"\n',
    'FROM debian:12\nCOPY data.csv /data/\nRUN if [ -n "$CLEAN" ]; then rm -rf /data; fi\n',
    'FROM debian:12\nCOPY app.js /srv/\nRUN rm /srv/app.js && curl -fsSLo /srv/app.js https://example.com/app.js\n',
  ],
};

const SMALL = 100_000;

/** What distributions' images bring and people delete. */
const BASE_FOLDERS =
  /^\/usr\/(?:share\/(?:doc|man|locale|info|i18n|doc-base|gnome)|lib\/python\d[\d.]*\/test|include)(?:\/|$)/;

export default defineRule({
  id: 'late-delete',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['layers'],
  // Programs that pack or unpack a file delete it.
  mentions: [...DELETING, 'zip', 'xz', 'lzma', 'zst', 'uncompress', 'pigz'],
  fix: 'confirm',
  title: 'Files of an earlier layer are deleted',
  why: 'A layer cannot take bytes out of the one below. Deleting in a later instruction only hides the files: the image is as big as before, and everybody who pulls it downloads them.',
  twins: ['slim/ID.20021'],
  differs:
    'slim looks for RUNs that begin with rm; this rule follows each path from the instruction that wrote it, and is silent where the delete saves bytes.',
  *check(context) {
    for (const stage of context.graph.chain)
      for (const step of flowOf(context, stage)) {
        if (step.isTrigger) continue;
        for (const acts of byCommand(step)) yield* judge(context, step, acts);
      }
  },
});

/** Deletes that take place for sure, command by command. */
function byCommand(step: StepFlow): PathAct[][] {
  const commands = new Map<number | undefined, PathAct[]>();
  for (const act of step.acts) {
    const isDelete = act.kind === 'delete' && act.sure && act.inLayer && act.volume === undefined && act.moves !== true;
    if (!isDelete || act.certainty === 'below' || act.certainty === 'anywhere') continue;
    commands.set(act.command, [...(commands.get(act.command) ?? []), act]);
  }
  return [...commands.values()];
}

function* judge(context: RuleContext, step: StepFlow, acts: readonly PathAct[]): Iterable<Finding> {
  const late = acts.map((act) => ({ act, touches: act.touches.filter((touch) => isLate(touch, step)) }));
  const guilty = late.filter(({ act, touches }) => touches.length > 0 && !isMadeAgain(step, act));
  if (guilty.length === 0) {
    yield* onlyInBase(context, step, acts);
    return;
  }
  const touches = guilty.flatMap((one) => one.touches);
  const writers = [...new Set(touches.map((touch) => touch.step))];
  const size =
    measured(context, guilty) ??
    sumOfSizes(
      touches.map((touch) => touch.size),
      'The bytes of the files that are deleted.',
    );
  const lines = linesOf(writers);
  const note = bytesNote(size);
  yield {
    span: { start: guilty[0]?.act.where.start ?? 0, end: guilty.at(-1)?.act.where.end ?? 0 },
    message:
      guilty.length === 1
        ? `\`${guilty[0] ? shown(guilty[0].act) : ''}\` was written in ${lines}: deleting it here only hides it, and its bytes${note} stay in the image.`
        : `These paths were written in ${lines}: deleting them here only hides them, and their bytes${note} stay in the image.`,
    bytes: size,
    // Scripts of a few lines are not worth a warning; nor is what a clean-up of this RUN's own files meets beside them.
    ...(size.likely !== null && size.likely < SMALL && { severity: 'info' as const }),
    ...(guilty.every(({ act }) => act.touches.some((touch) => touch.step === step)) && { severity: 'hint' as const }),
    related: writers.slice(0, 5).map((writer) => ({
      span: touches.find((touch) => touch.step === writer)?.act.where ?? writer.instruction.keywordSpan,
      message: 'Written here',
    })),
    fixes: fixesFor(
      context,
      step,
      guilty.map(({ act }) => act),
      writers,
    ),
  };
}

/** Something with bytes, of an earlier instruction. Of a folder whose files nobody knows, a part may not be there. */
const isLate = ({ step, act, how, size }: Touch, here: StepFlow): boolean =>
  step !== here &&
  act.kind === 'write' &&
  act.sure &&
  size.likely !== 0 &&
  (how !== 'above' || act.content !== undefined) &&
  !(how === 'below' && act.certainty === 'anywhere');

/** The RUN writes there again: the delete makes room. */
const isMadeAgain = ({ acts }: StepFlow, { path, command }: PathAct): boolean =>
  acts.some(
    (act) =>
      (act.kind === 'write' || act.kind === 'directory') &&
      (act.command ?? 0) > (command ?? 0) &&
      (act.path === path || act.path.startsWith(`${path}/`)),
  );

function measured(context: RuleContext, guilty: readonly { readonly act: PathAct }[]): SizeEstimate | undefined {
  const files = context.facts.image?.files.filter(
    ({ path, deletedLater }) =>
      deletedLater && guilty.some(({ act }) => path === act.path || path.startsWith(`${act.path}/`)),
  );
  if (!files || files.length === 0) return undefined;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return measuredSize(
    bytes,
    `The built image has these files in a layer and hides them in a later one: ${formatBytes(bytes)}.`,
  );
}

function fixesFor(context: RuleContext, step: StepFlow, acts: readonly PathAct[], writers: readonly StepFlow[]): Fix[] {
  const [writer] = writers;
  if (!writer || writers.length > 1 || writer.stage !== step.stage) return [];
  const first = runOf(context, writer);
  const second = runOf(context, step);
  if (!first || !second) return [];
  const merged = writer.index + 1 === step.index ? mergeRuns(context.model, first, second) : undefined;
  const line = lineOf(writer);
  if (merged) return [{ class: 'confirm', title: `Join with the RUN in line ${line}`, edits: merged }];
  const moved = moveDelete(context, writer, step, acts);
  return moved ? [{ class: 'confirm', title: `Delete in the RUN in line ${line}, which writes it`, edits: moved }] : [];
}

/** Documentation and the like that only the base image has: deleting it saves nothing. */
function* onlyInBase(context: RuleContext, step: StepFlow, acts: readonly PathAct[]): Iterable<Finding> {
  const own = acts.filter(({ path, touches }) => BASE_FOLDERS.test(path) && touches.length === 0);
  const [first] = own;
  // An installation before it may have written there too.
  if (!first || step.opaque || step.opaqueBefore > 0 || context.graph.chain[0]?.base.kind !== 'image') return;
  yield {
    span: { start: first.where.start, end: own.at(-1)?.where.end ?? first.where.end },
    message: `${own.length === 1 ? `\`${shown(first)}\` is` : 'These paths are'} of the base image: deleting here hides files and saves no byte.`,
    severity: 'hint',
  };
}
