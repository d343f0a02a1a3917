// A rule that is left out because of the words of a text would have found nothing in it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXAMPLES } from '../../test/support/examples.generated';
import { corpus } from '../../test/support/corpus';
import { shellParser } from '../../test/support/shell';
import { buildGraph } from '../build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../build/options';
import { parseDockerfile } from '../syntax/parse';
import { mentionsIn } from './mentions';
import { RULES } from './registry.generated';
import { DEFAULT_LINT_OPTIONS, lint } from './run';

const parser = shellParser();
const withoutMentions = RULES.map(({ mentions: _, ...rule }) => rule);
const options = { ...DEFAULT_LINT_OPTIONS, rules: 'all' } as const;
const found = (text: string, rules: typeof RULES): string[] =>
  lint(buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS), parser, options, rules).map(
    ({ rule, span, message }) => `${rule.id} ${String(span.start)} ${message}`,
  );

test('every example and every file of the corpus has the findings that all rules have', () => {
  const texts = Object.values(EXAMPLES).flatMap(({ bad, good, fixed }) => [...bad, ...good, ...fixed]);
  for (const text of [...texts, ...corpus().map((file) => file.text)])
    assert.deepEqual(found(text, RULES), found(text, withoutMentions), text);
});

const mentions = (text: string, ...words: string[]): boolean =>
  mentionsIn(buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS))({
    ...(RULES[0] ?? assert.fail()),
    mentions: words,
  });

test('a word is there in any case, cut by a line end, or quoted', () => {
  assert.equal(mentions('FROM a\nRUN APT-get x\n', 'apt'), true);
  assert.equal(mentions('FROM a\nRUN ap\\\nt-get x\n', 'apt'), true);
  assert.equal(mentions('FROM a\nRUN ap\\\n  # c\n\n \r\nt-get x\n', 'apt'), true);
  assert.equal(mentions('FROM a\nRUN a"p"\'t\' x\n', 'apt'), true);
  assert.equal(mentions('# escape=`\nFROM a\nRUN ap` \r\nt x\n', 'apt'), true);
  assert.equal(mentions('FROM a\nRUN ["\\u0061pt"]\n', 'apt'), true);
  assert.equal(mentions('FROM a\nRUN apk add x\n', 'apt', 'yum'), false);
});

test('what a base image triggers stands in no text', () => {
  const graph = buildGraph(parseDockerfile('FROM a\n'), {
    ...DEFAULT_BUILD_OPTIONS,
    base: () => ({ onBuild: ['RUN apt-get update'], env: [], workdir: '', user: '', shell: undefined }) as never,
  });
  assert.equal(mentionsIn(graph)({ ...(RULES[0] ?? assert.fail()), mentions: ['apt'] }), true);
});

test('a name may come from a build argument', () => {
  const graph = buildGraph(parseDockerfile('FROM a\nARG N\nENV $N=x\n'), {
    ...DEFAULT_BUILD_OPTIONS,
    buildArgs: { N: 'DB_PASSWORD' },
  });
  assert.deepEqual(
    lint(graph, parser, { ...options, only: ['secret-in-arg-env'] }).map(({ span }) => span.start),
    [17],
  );
});
