// RULE volume-then-write: the id is the file name; the examples below are run as tests.
import type { RuleContext } from '../../context';
import { removeInstruction } from '../../edits';
import { chainFlow, everyAct, lineOf, shown, type PathAct, type StepFlow } from '../../facts/pathFlows';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nVOLUME /data\nRUN mkdir -p /data/db && chown 1000 /data/db\nCMD ["app"]\n',
    'FROM debian:12\nVOLUME ["/data"]\nWORKDIR /data\nRUN curl -fsSLo seed.db https://example.com/seed.db\n',
  ],
  fixed: [
    'FROM debian:12\nRUN mkdir -p /data/db && chown 1000 /data/db\nCMD ["app"]\nVOLUME /data\n',
    'FROM debian:12\nWORKDIR /data\nRUN curl -fsSLo seed.db https://example.com/seed.db\nVOLUME ["/data"]\n',
  ],
  good: [
    'FROM debian:12\nRUN mkdir -p /data/db\nVOLUME /data\n',
    'FROM debian:12\nVOLUME /data\nRUN mkdir -p /database\n',
    'FROM debian:12\nVOLUME /data\nCOPY seed.db /data/\n',
    'FROM debian:12\nVOLUME /tmp\nRUN rm -rf /tmp/*\n',
    'FROM debian:12\nVOLUME /tmp\nRUN curl -fsSLo /tmp/a https://example.com/a && sh /tmp/a && rm /tmp/a\n',
  ],
};

const WRITES = ['write', 'directory', 'change', 'own', 'mode'] as const;

export default defineRule({
  id: 'volume-then-write',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['layers'],
  mentions: ['volume'],
  fix: 'confirm',
  title: 'A RUN writes below a VOLUME that is declared before',
  why: 'The classic builder and Podman throw such writes away, BuildKit keeps them: who reads the file cannot tell what the image has. Declare the volume after its content.',
  twins: [],
  *check(context) {
    const told = new Set<StepFlow>();
    for (const { step, act } of WRITES.flatMap((kind) => everyAct(context, kind))) {
      const { volume, sure, inLayer, certainty } = act;
      if (
        volume === undefined ||
        act.isCache === true ||
        !sure ||
        !inLayer ||
        certainty !== 'literal' ||
        told.has(step) ||
        act.command === undefined ||
        isTaken(step, act)
      )
        continue;
      told.add(step);
      const declared = volumeOf(context, step, volume);
      const where = declared ? `, declared in line ${lineOf(declared)}` : '';
      yield {
        span: act.where,
        message: `\`${shown(act)}\` is below the volume ${volume}${where}: the classic builder and Podman throw this away, BuildKit keeps it.`,
        ...(declared && { related: [{ span: declared.instruction.span, message: 'The volume is declared here' }] }),
        fixes: declared ? fixesFor(context, declared, step) : [],
      };
    }
  },
});

/** A temporary file, which the same RUN deletes. */
const isTaken = (step: StepFlow, { deletedBy }: PathAct): boolean =>
  deletedBy.some((deletion) => deletion.step === step);

const volumeOf = (context: RuleContext, step: StepFlow, volume: string): StepFlow | undefined =>
  chainFlow(context, step.stage).findLast(
    ({ order, instruction, stage, index }) =>
      order < step.order &&
      instruction.keyword === 'VOLUME' &&
      instruction.words.some(
        ({ text }) => context.scopeBefore(stage, index).resolve(text)?.replace(/\/+$/, '') === volume,
      ),
  );

/** The volume behind the last step of the stage. */
function fixesFor({ model }: RuleContext, { instruction, stage }: StepFlow, step: StepFlow): Fix[] {
  const last = stage.steps.at(-1);
  if (stage !== step.stage || !last || last === instruction || instruction.words.length !== 1) return [];
  const { text } = model;
  const removal = removeInstruction(model, instruction);
  const line = text.slice(instruction.span.start, instruction.span.end);
  const lineEnd = text.indexOf('\n', last.span.end);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  if (line.includes('\n')) return [];
  const at = lineEnd === -1 ? text.length : lineEnd + 1;
  const newText = lineEnd === -1 ? `${eol}${line}` : `${line}${eol}`;
  return [
    {
      class: 'confirm',
      title: 'Declare the volume at the end of the stage',
      edits: [removal, { span: { start: at, end: at }, newText }],
    },
  ];
}
