// Text made to hurt: it costs bounded time and memory, gives an answer, and the server works on afterwards. Limits are
// far above what is needed on an idle machine; quadratic work misses them by orders of magnitude.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LspClient } from '../support/lspClient';

const MOST_MS = 10_000;
let client: LspClient;
let version = 1;
const uri = 'file:///nonexistent/Dockerfile';

before(async () => {
  client = await LspClient.start();
  await client.open(uri, 'FROM scratch\n');
  await client.diagnostics(uri);
});
after(async () => {
  assert.equal(await client.stop(), 0);
  assert.deepEqual(client.shown, []);
  assert.equal(client.stderr, '');
});

/** Everything an editor asks about a new text. */
async function ask(text: string): Promise<void> {
  const textDocument = { uri };
  const end = { line: 1_000_000, character: 0 };
  await client.change(uri, text, ++version);
  await client.lenses(uri);
  await client.diagnostics(uri);
  await client.tree(uri);
  await client.status(uri);
  await client.hover(uri, 1);
  await client.connection.sendRequest('textDocument/codeAction', {
    textDocument,
    range: { start: { line: 0, character: 0 }, end },
    context: { diagnostics: [] },
  });
}

const MEGABYTE = 1_000_000;
const many = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

const TEXTS: Readonly<Record<string, () => string>> = {
  nothing: () => '',
  'only line ends': () => '\r\n\r\n\n\r',
  'NUL and control characters': () => 'FROM a\nRUN echo \0\u0001\u001b[31m \ud800 \u202e\nENV \0=\0\n\0\0\0',
  'a line of one megabyte': () => `FROM a\nRUN ${'x'.repeat(MEGABYTE)}`,
  'a comment of blanks': () => `# syntax=a${' '.repeat(MEGABYTE)}b\nFROM a\n`,
  'a suppression of blanks': () => `FROM a\n# layerlens-ignore ${'a '.repeat(MEGABYTE / 4)}!\nRUN apt-get update\n`,
  'blanks between words': () => `FROM a\nCOPY ${'a '.repeat(MEGABYTE / 2)}\n`,
  'a megabyte of quotes': () => `FROM a\nENV A="${'\\"'.repeat(MEGABYTE / 2)}\nLABEL ${'"'.repeat(MEGABYTE)}`,
  'a megabyte of dollars': () => `FROM a\nENV A=${'${'.repeat(MEGABYTE / 2)}\nENV B=${'$A'.repeat(1000)}`,
  'a megabyte of brackets': () => `FROM a\nRUN ${'['.repeat(MEGABYTE)}\nCMD ${'["a",'.repeat(MEGABYTE / 5)}`,
  'a variable that grows': () =>
    `FROM a\nENV A0=xxxxxxxxxx\n${many(60, (i) => `ENV A${i + 1}=\${A${i}}\${A${i}}\${A${i}}`)}\nRUN x\n`,
  'a million continuations': () => `FROM a\nRUN ${'\\\n'.repeat(MEGABYTE / 2)}x\n`,
  'heredocs without end': () => `FROM a\nRUN ${many(2000, (i) => `<<E${i}`).replaceAll('\n', ' ')}\nbody\n`,
  '2,000 heredocs': () => `FROM a\n${many(2000, () => 'COPY <<A <<B /x/\none\nA\ntwo\nB')}`,
  '20,000 instructions': () => `FROM a\n${many(20_000, (i) => `RUN step ${i}`)}`,
  '20,000 index updates': () => `FROM a\n${many(20_000, () => 'RUN apt-get update')}`,
  '20,000 index updates of many stages': () =>
    many(10_000, (i) => `FROM ${i === 0 ? 'a' : `s${i - 1}`} AS s${i}\nRUN apt-get update`),
  '10,000 variables': () => `FROM a\n${many(10_000, (i) => `ENV V${i}=\${V${i - 1}:-x}`)}`,
  '10,000 stages, none shipped': () =>
    `${many(10_000, (i) => `FROM ${i === 0 ? 'a' : `s${i - 1}`} AS s${i}\nENV V${i}=1\nRUN x`)}\nFROM b\nRUN y\n`,
  '3,000 stages that copy from each other': () =>
    many(3000, (i) => `FROM a AS s${i}\n${i > 0 ? `COPY --from=s${i - 1} / /\n` : ''}RUN --mount=from=s0,target=/x y`),
  '10,000 mounts': () =>
    `FROM a\nRUN ${many(10_000, (i) => `--mount=type=cache,target=/c${i}`).replaceAll('\n', ' ')} apt-get update`,
  'folders in folders': () => `FROM a\n${many(5000, () => 'WORKDIR a')}\n`,
  '10,000 arguments before 10,000 RUNs': () =>
    `FROM a\n${many(10_000, (i) => `ARG A${i}=1`)}\n${many(10_000, () => 'RUN x')}\n`,
  'names of JavaScript': () =>
    `ARG constructor\nFROM a AS toString\nARG constructor __proto__=1\nENV __proto__=$constructor\nRUN constructor $valueOf && toString\nRUN --mount=constructor=x,type=__proto__ hasOwnProperty\nFROM --platform=linux/constructor tostring\n`,
  'deep ONBUILD': () => `FROM a\n${'ONBUILD '.repeat(20_000)}RUN x\n`,
  '10,000 triggers': () => `FROM a AS b\n${many(10_000, () => 'ONBUILD RUN x')}\nFROM b\nRUN y\n`,
  'a deep script': () => `FROM a\nRUN ${'( '.repeat(20_000)} apt-get update ${' )'.repeat(20_000)}\n`,
  'a deep substitution': () => `FROM a\nRUN echo ${'$( '.repeat(5000)} apt-get update ${' )'.repeat(5000)}\n`,
  'a script of a megabyte': () => `FROM a\nRUN ${many(60_000, (i) => `echo ${i}`).replaceAll('\n', ' && ')}\n`,
  'a script that does not parse': () => `FROM a\nRUN ${'if ! "$(${ case ((<<'.repeat(3000)}\n`,
  'assignments only': () => `FROM a\nRUN apt-get update${'&&A=b'.repeat(40_000)}\nRUN apt-get install x\n`,
};

for (const [name, text] of Object.entries(TEXTS)) {
  test(`${name}: answered in bounded time`, { timeout: MOST_MS }, async () => {
    await ask(text());
    await ask('FROM scratch\nRUN x\n');
    assert.equal(await client.lensAt(uri, 1), '? unknown until built');
  });
}

test('1,000 edits leave no memory behind', async () => {
  // What a process resides in hangs on when it collects; a heap that is too small for a leak does not.
  const small = await LspClient.start({ execArgv: ['--max-old-space-size=64'] });
  const at = 'file:///hostile/many-edits/Dockerfile';
  const text = `FROM debian:12\n${many(100, (i) => `RUN apt-get update && echo ${i}`)}\n`;
  await small.open(at, text);
  for (let i = 0; i < 1000; i++) {
    await small.change(at, text.replace('echo 50', `echo ${i} again`), i + 2);
    await small.diagnostics(at);
    await small.lenses(at);
  }
  assert.equal(await small.stop(), 0);
});
