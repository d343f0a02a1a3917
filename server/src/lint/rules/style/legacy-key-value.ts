// RULE legacy-key-value: the id is the file name; the examples below are run as tests.
import { expand } from '../../../syntax/expand';
import type { Pair } from '../../../syntax/model';
import { dispatched, type Dispatched } from '../../facts/dispatch';
import { placed } from '../../facts/placing';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nENV PORT 8080\n',
    'FROM alpine\nLABEL description A small "test" image\n',
    'FROM alpine\nENV PATH $PATH:/opt/bin\n',
    "FROM alpine\nENV A '$HOME'\n",
  ],
  fixed: [
    'FROM alpine\nENV PORT="8080"\n',
    'FROM alpine\nLABEL description="A small test image"\n',
    'FROM alpine\nENV PATH="$PATH:/opt/bin"\n',
    "FROM alpine\nENV A='$HOME'\n",
  ],
  good: ['FROM alpine\nENV PORT=8080 HOST="a b"\n', 'FROM alpine\nONBUILD ENV PORT 8080\n'],
};

export default defineRule({
  id: 'legacy-key-value',
  group: 'style',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['env', 'label'],
  fix: 'safe',
  title: 'ENV or LABEL without an equals sign',
  why: 'In this old form everything behind the name is the value: a second pair on the line silently becomes part of the first.',
  twins: ['buildkit/LegacyKeyValueFormat'],
  *check(context) {
    for (const one of dispatched(context)) {
      const { acts, at } = one;
      if (acts.keyword !== 'ENV' && acts.keyword !== 'LABEL') continue;
      for (const pair of acts.pairs) {
        if (!pair.legacy) continue;
        const fix = acts === at ? withEquals(one, pair, context.model.escape) : undefined;
        yield {
          ...placed(context.model, at, { start: pair.key.span.start, end: pair.value.span.end }, 'Name and value'),
          message: `"${acts.name} key=value" should be used instead of legacy "${acts.name} key value" format`,
          ...(fix && { fixes: [fix] }),
        };
      }
    }
  },
});

/** Only what the builder reads alike, whatever the variables in it are. */
function withEquals({ acts }: Dispatched, { key, value }: Pair, escape: '\\' | '`'): Fix | undefined {
  if (acts.endLine > acts.line || /["'=]/.test(key.text)) return undefined;
  // `maintainer = x`: the blanks are the fault (space-before-equals).
  if (value.text.startsWith('=')) return undefined;
  const read = (text: string): string | undefined => {
    const expansion = expand(text, { get: (name) => `\u0000${name}` }, { escape });
    return expansion.error === undefined ? expansion.text : undefined;
  };
  const wanted = read(value.text);
  const candidates = [`"${value.text.replaceAll('"', '')}"`, ...(isOneWord(value.text) ? [value.text] : [])];
  const found = candidates.find((candidate) => read(candidate) === wanted);
  if (wanted === undefined || found === undefined) return undefined;
  return {
    class: value.text.includes('\\') ? 'confirm' : 'safe',
    title: `Write ${key.text}=…`,
    edits: [{ span: { start: key.span.start, end: value.span.end }, newText: `${key.text}=${found}` }],
  };
}

const isOneWord = (text: string): boolean => /^(?:'[^']*'|[^\s'"\\`]+)$/.test(text);
