// RULE unused-suppression: the id is the file name; the examples below are run as tests.
import type { Span } from '../../../base/span';
import type { DockerfileModel } from '../../../syntax/model';
import { defineRule, type Finding, type RuleExamples } from '../../rule';
import type { Suppression, SuppressionFact } from '../../suppress/suppress';
import { withoutComment, withoutName } from '../../suppress/suppressEdits';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\n# layerlens-ignore update-alone -- was split once\nRUN apt-get update && apt-get install -y curl\n',
    'FROM debian:12\n# layerlens-ignore update-alone, update-alone -- twice\nRUN apt-get update\nRUN apt-get install -y curl\n',
    '# layerlens ignore-file=update-alone\nFROM debian:12\nCOPY . /src\n',
  ],
  fixed: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
    'FROM debian:12\n# layerlens-ignore update-alone -- twice\nRUN apt-get update\nRUN apt-get install -y curl\n',
    'FROM debian:12\nCOPY . /src\n',
  ],
  good: [
    'FROM debian:12\n# layerlens-ignore update-alone -- the index is the point of this layer\nRUN apt-get update\nRUN apt-get install -y curl\n',
    // Other tools may still need theirs.
    'FROM debian:12\n# trivy:ignore:DS-0017\nRUN apt-get update && apt-get install -y curl\n',
  ],
};

/** One finding for a comment that does nothing, else one for each of its names that does nothing. */
function* idle(fact: SuppressionFact, suppression: Suppression): Iterable<{ span: Span; name?: number }> {
  const { names, everything, span } = suppression;
  const { uses, active } = fact;
  if (everything) {
    if (active.size > 0 && !uses.isUsed(suppression, -1)) yield { span };
    return;
  }
  const dead = [...names.keys()].filter((name) => {
    const ids = uses.idsOf(suppression, name);
    return ids.length > 0 && ids.every((id) => active.has(id)) && !uses.isUsed(suppression, name);
  });
  if (dead.length === names.length) yield { span };
  else for (const name of dead) yield { span: names[name]?.span ?? span, name };
}

const wordsOf = ({ text }: DockerfileModel, { start, end }: Span): string => text.slice(start, end);

export default defineRule({
  id: 'unused-suppression',
  group: 'style',
  severity: 'hint',
  since: '0.1.0',
  reads: ['syntax', 'findings'],
  fix: 'safe',
  title: 'A comment silences nothing',
  why: 'The fault it was written for is gone. The comment would hide the next one of its kind, and nobody would know.',
  twins: ['tally/warn-unused'],
  options: {
    foreign: {
      type: 'boolean',
      default: false,
      description: 'Also judge the comments of other tools, which may find what we do not.',
    },
  },
  *check({ model, suppressions: fact }, { foreign }): Iterable<Finding> {
    if (!fact) return;
    for (const suppression of fact.all) {
      const { dialect, place, span: comment } = suppression;
      const isOurs = dialect === 'layerlens';
      if (!isOurs && !foreign) continue;
      for (const { span, name } of idle(fact, suppression)) {
        const what = name === undefined ? 'This comment' : `\`${wordsOf(model, span)}\``;
        const where = place.kind === 'nothing' ? 'nothing follows it' : 'no finding of its rules is left here';
        const edit = name === undefined ? withoutComment(model, comment) : withoutName(model, suppression.names, name);
        yield {
          span,
          message: `${what} silences nothing: ${where}.`,
          tag: 'unnecessary',
          fixes: edit ? [{ class: isOurs ? 'safe' : 'confirm', title: 'Delete it', edits: [edit] }] : [],
        };
      }
    }
  },
});
