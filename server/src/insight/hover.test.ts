// Hovers: layer or metadata and why, bytes with their source, six lines at most; hostile text does no harm in Markdown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { analysisOf, type Shown } from '../../test/support/analysis';
import { fixture } from '../../test/support/fixture';
import { escapeMarkdown, hoverAt } from './hover';

/** The lines of the card at `<|>`; none when there is no hover. */
function card(marked: string, shown: Shown = {}): readonly string[] {
  const { text, cursor = 0 } = fixture(marked);
  return hoverAt(analysisOf(text, shown), cursor)?.lines ?? [];
}

const HISTORY = '500000 base\n42113024 RUN /bin/sh -c make # buildkit\n- CMD ["x"]';

test('a layer that is built: its number, its bytes, their source, its diff ID', () => {
  assert.deepEqual(card('FROM debian\n<|>RUN make\nCMD ["x"]\n', { history: HISTORY }), [
    '**Layer 1 of 1** · 42.1 MB (42,113,024 bytes)',
    '*Measured from app:dev \\(test\\)\\.*',
    'History: `RUN /bin/sh -c make # buildkit`',
    'diff ID `000000000000`',
  ]);
});

test('a layer that is not built yet', () => {
  assert.deepEqual(card('FROM debian\nR<|>UN make\n'), [
    '**Layer 1 of 1** · size unknown until built',
    '*Unknown until built: it depends on what the step does\\.*',
    'History: `RUN /bin/sh -c make # buildkit`',
  ]);
});

test('metadata, under each builder', () => {
  assert.match(
    card('FROM a\n<|>CMD ["x"]\n')[0] ?? '',
    /^\*\*Metadata only\*\*: no layer\. .*under BuildKit no later step is rebuilt for it\.$/,
  );
  assert.match(
    card('FROM a\n<|>CMD ["x"]\n', { options: { builder: 'classic' } })[0] ?? '',
    /with this builder every later step is rebuilt/,
  );
});

test('FROM: the stage, the base’s part, and the triggers that run there', () => {
  assert.deepEqual(card('<|>FROM debian\nRUN make\nCMD ["x"]\n', { history: HISTORY }), [
    '**Stage** stage\\-0 · 42\\.6 MB · yours 42\\.1 MB · 1 layer',
    'Base image: 500 kB (500,000 bytes)',
  ]);
  const triggers = card('FROM a AS b\nONBUILD RUN one\n<|>FROM b\n');
  assert.deepEqual(triggers, [
    '**Stage** stage\\-1 · not built yet · 1 layer',
    'ONBUILD of its base runs here: `RUN /bin/sh -c one # buildkit` · ? unknown until built',
  ]);
});

test('instructions that make nothing here say why', () => {
  assert.match(card('FROM a\n<|>ONBUILD RUN x\n')[0] ?? '', /runs when a stage or image is built FROM this one/);
  assert.match(card('<|>ARG A=1\nFROM a\n')[0] ?? '', /only seen by FROM lines/);
  assert.match(card('FROM a AS b\n<|>RUN x\nFROM c\n')[0] ?? '', /Not in the image/);
});

test('only the keyword has a hover', () => {
  for (const marked of [
    'FROM a\nRUN m<|>ake\n',
    'FROM a\n  <|>\nRUN x\n',
    'FROM a\n# no<|>te\nRUN x\n',
    '<|>',
    'FROM a\n<|>NONSENSE x\n',
  ]) {
    assert.deepEqual(
      card(marked).filter((line) => line !== ''),
      [],
      marked,
    );
  }
  assert.equal(card('FROM a\nRUN<|> make\n').length, 3, 'right behind its last letter is still on it');
});

test('an image that does not fit says so', () => {
  assert.ok(
    card('FROM a\n<|>RUN else\n', { history: HISTORY }).includes(
      '`app:dev` was not made from this text: its history does not fit.',
    ),
  );
  const partial = card('FROM debian\nRUN make\n<|>RUN more\nCMD ["x"]\n', { history: HISTORY });
  assert.ok(partial.some((line) => line.startsWith('2 of 3 entries fit `app:dev`')));
});

test('never more than six lines', () => {
  const many = `FROM a AS b\n${'ONBUILD RUN x\n'.repeat(50)}<|>FROM b\n`;
  assert.ok(card(many).length <= 6);
  const { length } = card('FROM debian\n<|>RUN make\nRUN more\nCMD ["x"]\n', { history: HISTORY });
  assert.ok(length <= 6 && length >= 4);
});

test('hostile text stays text', () => {
  const evil = 'RUN echo `**bold**` [x](command:evil) <img src=x> | \u202eabc\u0007';
  const [head, basis, history] = card(`FROM a\n<|>${evil}\n`, { label: 'x](command:y) **z** <b>' });
  assert.match(head ?? '', /^\*\*Layer/);
  assert.ok(basis);
  // One code span: its only backticks are the first and the last.
  assert.match(history ?? '', /^History: `[^`]*`$/);
  assert.ok(!['\u0007', '\u202e'].some((char) => history?.includes(char)));
});

test('the name of an image is harmless too', () => {
  const lines = card('FROM debian\n<|>RUN make\nCMD ["x"]\n', {
    history: HISTORY,
    label: 'a[b](command:c)<i>`d`*e*\n# f',
  });
  assert.equal(lines[1], '*Measured from a\\[b\\]\\(command:c\\)\\<i\\>\\`d\\`\\*e\\* \\# f \\(test\\)\\.*');
});

test('escaped text has no bare Markdown sign, no line end and no control character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      const escaped = escapeMarkdown(text);
      // eslint-disable-next-line no-control-regex -- they are what must not be there
      assert.ok(!/[\u0000-\u0008\u000a-\u001f\u007f\u202a-\u202e]/.test(escaped));
      const bare = escaped.replace(/\\[\\`*_{}[\]()#+\-.!|<>~]/g, '').replace(/\\u[0-9a-f]{4}/g, '');
      assert.ok(!/[`*_[\]<>|~]/.test(bare), escaped);
    }),
  );
});
