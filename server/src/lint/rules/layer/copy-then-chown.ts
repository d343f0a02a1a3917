// RULE copy-then-chown: the id is the file name; the examples below are run as tests.
import type { RuleContext } from '../../context';
import {
  copyOf,
  isRoot,
  isSurelyFile,
  isThereBefore,
  isUntouchedBetween,
  parentOf,
  removable,
  type CopyOf,
} from '../../facts/copyThen';
import { withFlag } from '../../edits/layerEdits';
import { ownerFlag, ownerIsKnown } from '../../facts/ownerFlag';
import { bytesNote, everyAct, lineOf, shown, whereShipped, type PathAct, type StepFlow } from '../../facts/pathFlows';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  files: { 'app.jar': 60_000_000, 'site/index.html': 2_000_000 },
  bad: [
    'FROM eclipse-temurin:21\nCOPY app.jar /srv/app.jar\nRUN chown 1000:1000 /srv/app.jar\n',
    'FROM alpine\nRUN adduser -D web\nWORKDIR /data\nCOPY app.jar .\nRUN chown web /data/app.jar && mkdir /data/log\n',
  ],
  fixed: [
    'FROM eclipse-temurin:21\nCOPY --chown=1000:1000 app.jar /srv/app.jar\n',
    'FROM alpine\nRUN adduser -D web\nWORKDIR /data\nCOPY --chown=web:0 app.jar .\nRUN mkdir /data/log\n',
  ],
  good: [
    'FROM alpine\nCOPY --chown=1000:1000 app.jar /srv/app.jar\n',
    'FROM alpine\nCOPY app.jar /srv/app.jar\nRUN chown 1000 /srv\n',
    'FROM alpine\nRUN wget -O /srv/app.jar https://example.com/app.jar && chown 1000 /srv/app.jar\n',
  ],
};

export default defineRule({
  id: 'copy-then-chown',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['layers'],
  mentions: ['chown', 'chgrp'],
  fix: 'safe',
  title: 'What was copied gets its owner in a layer of its own',
  why: 'The layer of the RUN holds every file again, with another owner. `COPY --chown` sets it as the files arrive.',
  twins: [],
  *check(context) {
    for (const { step, act } of everyAct(context, 'own')) {
      if (act.program === 'find' || !act.sure || !act.inLayer || act.certainty !== 'literal') continue;
      const copy = copyOf(step, act);
      // The owner of a directory alone costs nothing.
      if (!copy || !(act.recursive || copy.isFile)) continue;
      const what = copy.isFile ? 'it' : 'every file of it';
      yield {
        span: act.where,
        message: `\`${shown(act)}\` comes with the ${copy.instruction.keyword} in line ${lineOf(copy.touch.step)}: setting the owner here stores ${what} a second time${bytesNote(copy.touch.size)}.`,
        bytes: copy.touch.size,
        ...whereShipped(context, step),
        related: [{ span: copy.touch.act.where, message: 'Copied here' }],
        fixes: fixesFor(context, step, act, copy),
      };
    }
  },
});

function fixesFor(context: RuleContext, step: StepFlow, act: PathAct, copy: CopyOf): Fix[] {
  const { touch, instruction } = copy;
  const found = removable(context, step, act);
  const owner = ownerFlag(found?.command.args.find(({ raw }) => !raw.startsWith('-'))?.text);
  const isOnly = step.acts.filter(({ command, kind }) => command === act.command && kind === 'own').length === 1;
  const brought = touch.step.acts.filter(({ kind }) => kind === 'write').length;
  const flag = owner === undefined ? undefined : withFlag(instruction, 'chown', owner);
  if (!found || owner === undefined || !flag || !isOnly || brought !== 1) return [];
  const known = ownerIsKnown(context, touch.step, owner);
  if (known === 'after') return [];
  const isSafe =
    known === 'before' &&
    copy.isFile &&
    isSurelyFile(copy) &&
    isRoot(context, step) &&
    isThereBefore(context, touch.step, parentOf(act.path)) &&
    isUntouchedBetween(context, copy, step, act.command ?? 0);
  const note = copy.isFile ? '' : ' (a directory that is there before keeps its owner)';
  const title = `Give the ${instruction.keyword} in line ${lineOf(touch.step)} \`--chown=${owner}\` and drop the chown${note}`;
  return [{ class: isSafe ? 'safe' : 'confirm', title, edits: [flag, ...found.edits] }];
}
