// JSON lines whose chunks end anywhere.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { jsonLines } from './jsonLines';

async function linesOf(chunks: readonly Uint8Array[]): Promise<unknown[]> {
  const stream = async function* () {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  };
  const values: unknown[] = [];
  for await (const value of jsonLines(stream())) values.push(value);
  return values;
}

suite('JSON lines', () => {
  test('are whole however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ text: fc.string({ unit: 'binary' }), n: fc.integer() }, { noNullPrototype: true })),
        fc.array(fc.nat(50)),
        async (values, cuts) => {
          const bytes = Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
          const chunks: Uint8Array[] = [];
          let at = 0;
          for (const cut of cuts) chunks.push(bytes.subarray(at, (at += cut)));
          chunks.push(bytes.subarray(at));
          assert.deepEqual(await linesOf(chunks), values);
        },
      ),
    );
  });

  test('empty lines, CRLF and a last line without an end', async () => {
    assert.deepEqual(await linesOf([Buffer.from('\n{"a":1}\r\n\r\n{"b":2}')]), [{ a: 1 }, { b: 2 }]);
  });

  test('what is no JSON, and lines without end, are passed over', async () => {
    const long = Buffer.alloc(900_000, 'x');
    assert.deepEqual(await linesOf([Buffer.from('oops\n"'), long, long, Buffer.from('"\n{"a":1}\n')]), [{ a: 1 }]);
  });
});
