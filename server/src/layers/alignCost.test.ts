// Aligning costs little: images that have nothing to do with a text are told by their rows at once, and no history,
// however hostile, takes more than linear work.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { memoryImage } from '../../test/support/image';
import { DEFAULT_BUILD_OPTIONS } from '../build/options';
import { parseDockerfile } from '../syntax/parse';
import { align } from './align';
import { readingOf } from './reading';
import { RowIndex } from './rowIndex';
import { compareTexts, withoutArgs } from './sameText';

const many = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

/** Milliseconds of processor time; far less is needed than any limit here says. */
function cost(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test('60 images of something else, for a Dockerfile of 1,000 lines with many stages', () => {
  const text = many(1000, (i) =>
    i % 50 === 0 ? `FROM debian:12 AS s${i}` : i % 3 === 0 ? `ARG V${i}=1` : `RUN make ${i} $V${i - 1}`,
  );
  const model = parseDockerfile(text);
  const images = Array.from({ length: 60 }, (_, n) =>
    memoryImage(many(80, (i) => (i % 2 === 0 ? `- ENV X${n}=${i}` : `1000 RUN /bin/sh -c other ${n} ${i} # buildkit`))),
  );
  const ms = cost(() => {
    for (const image of images) assert.equal(align(model, image, DEFAULT_BUILD_OPTIONS).fit, 'none');
  });
  assert.ok(ms < 3000, `${ms} ms`);
});

test('20,000 instructions beside a long history that fits in parts', () => {
  const model = parseDockerfile(`FROM a\n${many(20_000, (i) => `RUN step ${i % 7}`)}\n`);
  const image = memoryImage(many(150, (i) => `10 RUN /bin/sh -c step ${i % 7} # buildkit`));
  const ms = cost(() => align(model, image, DEFAULT_BUILD_OPTIONS));
  assert.ok(ms < 5000, `${ms} ms`);
});

test('an image whose history is made to hurt', () => {
  const names = Array.from({ length: 200 }, () => 'a').join(' ');
  const model = parseDockerfile(
    `FROM x\nARG ${names}\n${many(100, (i) => `ARG b${i}`)}\n${many(300, (i) => `SHELL ["s${i}"]`)}\nRUN y\n`,
  );
  const slashes = '/'.repeat(200_000);
  const history = [
    `10 RUN |1 a=${slashes}x`,
    `10 RUN |2 ${'a= '.repeat(60_000)}`,
    `- ARG ${'a=a '.repeat(60_000)}z`,
    `10 |1 ${' -c '.repeat(60_000)}`,
  ].join('\n');
  const ms = cost(() => align(model, memoryImage(history, ''), DEFAULT_BUILD_OPTIONS));
  assert.ok(ms < 5000, `${ms} ms`);
});

test('a text without its arguments, as the pattern for it would cut it', () => {
  const pattern = (text: string): string => text.replace(/^(RUN )?\|\d+ .*?(?=\/\S+ -c |cmd \/S \/C )/s, '$1');
  const piece = fc.constantFrom(
    '|1 ',
    'RUN ',
    'A=1 ',
    '/bin/sh -c ',
    '/ -c ',
    'cmd /S /C ',
    'a/b -c ',
    ' -c ',
    'x',
    '\n',
    '/',
    ' ',
    '|',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 10 }).map((parts) => parts.join('')),
      (text) => {
        for (const whole of [text, `|2 ${text}`, `RUN |2 ${text}`])
          assert.equal(withoutArgs(whole), pattern(whole), JSON.stringify(whole));
      },
    ),
    { numRuns: 500 },
  );
});

test('rows looked up are those that comparing one by one finds', () => {
  const line = fc.constantFrom(
    '10 RUN /bin/sh -c one # buildkit',
    '10 RUN |1 A=2 /bin/sh -c one # buildkit',
    '10 COPY a /a # buildkit',
    '- ENV A=1',
    '- CMD ["x"]',
    '10 RUN /bin/sh -c two # buildkit',
  );
  const text = 'FROM a\nARG A=1\nRUN one\nCOPY a /a\nENV A=1\nCMD ["x"]\n';
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 12 }),
      fc.constantFrom('buildkit' as const, 'classic' as const),
      (lines, builder) => {
        const image = memoryImage(lines.join('\n'));
        const index = new RowIndex(image.rows);
        for (const entry of readingOf(parseDockerfile(text), { ...DEFAULT_BUILD_OPTIONS, builder }).entries) {
          const found = index.matchesOf(entry);
          const expected = [...image.rows.entries()].filter(
            ([, row]) => entry.empty !== !row.empty && compareTexts(entry, row.createdBy) !== 'different',
          );
          assert.deepEqual(
            [...found.keys()].sort((a, b) => a - b),
            expected.map(([i]) => i),
          );
          assert.equal(index.hasMatch(entry), expected.length > 0);
        }
      },
    ),
  );
});

test('the same model and options are read once', () => {
  const model = parseDockerfile('FROM a\nRUN x\n');
  const first = readingOf(model, DEFAULT_BUILD_OPTIONS);
  assert.equal(readingOf(model, { ...DEFAULT_BUILD_OPTIONS }), first);
  assert.notEqual(readingOf(model, { ...DEFAULT_BUILD_OPTIONS, target: 'y' }), first);
  assert.notEqual(readingOf(model, { ...DEFAULT_BUILD_OPTIONS, buildArgs: { A: '1' } }), first);
  assert.notEqual(readingOf(parseDockerfile('FROM a\nRUN x\n'), DEFAULT_BUILD_OPTIONS), first);
});

test('values of ARG rows are divided by the names in their order', () => {
  const text = 'FROM base\nARG A B=1 C\nENV X=$A-$B-$C\nRUN one\n';
  for (const [row, env] of [
    ['ARG A=1 2 B=B=3 C=4', '1 2-B=3-4'],
    ['ARG A B=7 C', '-7-'],
    ['ARG A=x B=1 C', 'x-1-'],
  ] as const) {
    const history = `500 base\n- ${row}\n- ENV X=${env}\n10 RUN |0 /bin/sh -c one # buildkit`;
    assert.equal(align(parseDockerfile(text), memoryImage(history), DEFAULT_BUILD_OPTIONS).fit, 'whole', row);
  }
});
