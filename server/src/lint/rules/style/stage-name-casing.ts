// RULE stage-name-casing: the id is the file name; the examples below are run as tests.
import type { TextEdit } from '../../../base/textEdit';
import type { FromInstruction, Word } from '../../../syntax/model';
import type { RuleContext } from '../../context';
import { instructionsOf } from '../../facts/instructions';
import { placed } from '../../facts/placing';
import { defineRule, type RuleExamples } from '../../rule';
import { stageReferences } from '../../facts/stageReferences';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine AS Build\nRUN make\nFROM scratch\nCOPY --from=Build /out /\n',
    'FROM alpine AS TOOLS\nFROM alpine\nRUN --mount=type=bind,from=tools,target=/t true\n',
  ],
  fixed: [
    'FROM alpine AS build\nRUN make\nFROM scratch\nCOPY --from=build /out /\n',
    'FROM alpine AS tools\nFROM alpine\nRUN --mount=type=bind,from=tools,target=/t true\n',
  ],
  good: ['FROM alpine AS build\nFROM build\n', 'FROM alpine AS build-1\n', 'FROM alpine\n'],
};

export default defineRule({
  id: 'stage-name-casing',
  group: 'style',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  fix: 'safe',
  title: 'Stage name with capital letters',
  why: 'Builders store stage names in lower case, and FROM finds a stage only by that spelling: a reference in capitals silently means an image.',
  twins: ['buildkit/StageNameCasing'],
  *check(context) {
    for (const from of instructionsOf(context.model, 'FROM')) {
      // As BuildKit: the third word, whatever the second says.
      const name = from.words.length === 3 ? from.words[2] : undefined;
      if (!name || name.text === name.text.toLowerCase()) continue;
      yield {
        ...placed(context.model, from, name.span, 'The name of the stage'),
        message: `Stage name '${name.text}' should be lowercase`,
        fixes: [{ class: 'safe', title: `Rename to ${name.text.toLowerCase()}`, edits: renaming(context, from, name) }],
      };
    }
  },
});

/** The name, and the references to it: they are found in either case, but read better alike. */
function renaming(context: RuleContext, from: FromInstruction, { text, span }: Word): TextEdit[] {
  const newText = text.toLowerCase();
  const edits: TextEdit[] = [{ span, newText }];
  for (const reference of stageReferences(context)) {
    if (reference.kind === 'from' || !reference.exact || reference.user.from === from) continue;
    if (reference.text !== newText && reference.text.toLowerCase() === newText)
      edits.push({ span: reference.span, newText });
  }
  return edits;
}
