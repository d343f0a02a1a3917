import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildGraph } from '../../build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../../build/options';
import { createParser } from '../../shell/parser';
import { parseDockerfile } from '../../syntax/parse';
import { RuleContext } from '../context';
import { circularUses, stageUses } from './stageCycles';

const circles = (text: string): string[] =>
  circularUses(
    stageUses(new RuleContext(buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS), createParser())),
  ).map(({ reference, used }) => `${reference.user.label} → ${used.label}`);

test('uses that lead back', () => {
  assert.deepEqual(circles('FROM x AS a\nCOPY --from=b / /\nFROM a AS b\n'), ['a → b', 'b → a']);
  assert.deepEqual(
    circles(
      'FROM x AS a\nRUN --mount=from=c,target=/c true\nFROM x AS b\nCOPY --from=0 / /\nFROM b AS c\nFROM c AS d\n',
    ),
    ['a → c', 'b → a', 'c → b'],
  );
});

test('uses that do not', () => {
  assert.deepEqual(circles('FROM x AS a\nCOPY --from=b / /\nFROM x AS b\n'), []);
  assert.deepEqual(circles('FROM x AS a\nCOPY --from=a / /\n'), [], 'itself is another fault');
  assert.deepEqual(circles('FROM x AS a\nONBUILD COPY --from=b / /\nFROM a AS b\n'), []);
});

test('a long chain does not nest', () => {
  const stages = Array.from(
    { length: 3000 },
    (_, i) => `FROM x AS s${String(i)}\nCOPY --from=s${String((i + 1) % 3000)} / /\n`,
  );
  assert.equal(circles(stages.join('')).length, 3000);
});
