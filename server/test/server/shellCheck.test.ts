// ShellCheck beside us: its findings stand on the words of the Dockerfile, through continuations; comments and
// configuration silence them; nobody asks it where nothing may be run. A stand-in speaks for it.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { LspClient } from '../support/lspClient';
import { TestWorkspace } from '../support/workspace';

/** Finds each `BAD` as SC2086, in the format json1, and writes down that it was asked. */
const STAND_IN = `#!${process.execPath}
const text = require('node:fs').readFileSync(0, 'utf8');
require('node:fs').appendFileSync(__dirname + '/asked', process.argv.slice(2).join(' ') + '\\n');
const comments = text.split('\\n').flatMap((line, i) => [...line.matchAll(/BAD/g)].map(({ index }) => {
  const column = Array.from(line.slice(0, index)).length + 1;
  return { file: '-', line: i + 1, endLine: i + 1, column, endColumn: column + 3, level: 'info', code: 2086, message: 'Quote it.', fix: null };
}));
process.stdout.write(JSON.stringify({ comments }));
process.exitCode = comments.length > 0 ? 1 : 0;
`;

let workspace: TestWorkspace;
let client: LspClient;

async function opened(
  text: string,
  options: { trusted?: boolean; settings?: object; config?: string } = {},
): Promise<string> {
  workspace = new TestWorkspace();
  mkdirSync(workspace.path('bin'));
  mkdirSync(workspace.path('.git'));
  workspace.write('.git/HEAD', '');
  writeFileSync(workspace.path('bin/shellcheck'), STAND_IN);
  chmodSync(workspace.path('bin/shellcheck'), 0o755);
  if (options.config !== undefined) workspace.write('layerlens.yaml', options.config);
  client = await LspClient.start({
    env: { PATH: workspace.path('bin') },
    settings: options.settings ?? {},
    initializationOptions: { trusted: options.trusted !== false },
  });
  const uri = workspace.write('Dockerfile', text);
  await client.open(uri, text);
  return uri;
}
afterEach(async () => {
  assert.equal(await client.stop(), 0);
  assert.deepEqual([client.shown, client.stderr], [[], '']);
  workspace.dispose();
});

interface Placed {
  readonly code: string;
  readonly severity: number;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

const places = async (uri: string): Promise<string[]> =>
  ((await client.diagnostics(uri)) as unknown as Placed[])
    .filter(({ code }) => code === 'SC2086')
    .map(({ severity, range: { start } }) => `${String(start.line)}:${String(start.character)} ${String(severity)}`);

const until = (uri: string, expected: readonly string[]): Promise<void> =>
  client.until(expected.join(), async () => JSON.stringify(await places(uri)) === JSON.stringify(expected));

test('its findings stand on the words, through continuations, comments and heredocs', async () => {
  const uri = await opened('FROM a\nRUN echo 😀 \\\n  # words\n  && echo BAD\nRUN <<EOF\necho BAD\nEOF\nRUN ["BAD"]\n');
  await until(uri, ['3:10 3', '5:5 3']);
  // What is known stays right when other lines are edited.
  await client.change(uri, 'FROM a\n\nRUN echo 😀 \\\n  # words\n  && echo BAD\n', 2);
  assert.deepEqual(await places(uri), ['4:10 3']);
});

test('comments in the dialects of its friends silence it; so does the configuration', async () => {
  const text = [
    'FROM a',
    '# hadolint ignore=SC2086',
    'RUN BAD 1',
    '# shellcheck disable=SC2086',
    'RUN BAD 2',
    '# layerlens-ignore SC2086 -- why not',
    'RUN BAD 3',
    'RUN BAD 4',
    '',
  ].join('\n');
  const uri = await opened(text, { config: 'rules: {SC2086: error}' });
  await until(uri, ['7:4 1']);
});

test('SHELL says for which shell; nobody is asked in a folder that is not trusted, or when the setting says so', async () => {
  const uri = await opened('FROM a\nSHELL ["/bin/bash", "-c"]\nRUN BAD\n', {
    settings: { shellcheck: { enabled: false } },
  });
  assert.deepEqual(await places(uri), []);
  await client.changeSettings({ shellcheck: { enabled: true } });
  await until(uri, ['2:4 3']);
  await client.changeSettings({ shellcheck: { enabled: false } });
  await until(uri, []);
  await client.request('layerlens/setTrusted', { trusted: false });
  await client.changeSettings({ shellcheck: { enabled: true, path: '/nonexistent/shellcheck' } });
  assert.deepEqual(await places(uri), []);
});
