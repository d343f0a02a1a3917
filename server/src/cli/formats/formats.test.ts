// Findings in the formats that other programs read: their structure, their escapes, places from 1, and fingerprints that
// stay when lines move.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findsWord, judged } from '../../../test/support/fakeRules';
import type { Rule } from '../../lint/rule';
import type { FileFindings } from '../lintFile';
import { asCheckstyle } from './checkstyle';
import { asGithub } from './github';
import { asGitlab } from './gitlab';
import { uriOf } from './places';
import { asSarif } from './sarif';
import { asText } from './text';

const RULE = findsWord('bad-word', 'BAD', { twins: ['hadolint/DL9001'], fix: 'safe' }, (finding, text) => ({
  ...finding,
  message: 'A "bad" word,\n50 % <worse>: & more',
  related: [{ span: { start: 0, end: 4 }, message: 'It begins here' }],
  fixes: [
    { class: 'safe', title: 'Drop it', edits: [{ span: finding.span, newText: '' }] },
    { class: 'confirm', title: 'Drop all', edits: [{ span: { start: 0, end: text.length }, newText: '' }] },
  ],
}));

const TEXT = 'FROM a\nRUN BAD \\\n  BAD\n# layerlens-ignore bad-word -- a sample\nUSER BAD\n';

const file = (text: string, rules: readonly Rule[] = [RULE], path = 'sub dir/Dockerfile'): FileFindings => ({
  path,
  text,
  ...judged(text, rules),
});

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly Record<string, unknown>[] } };
    readonly results: readonly Record<string, unknown>[];
  }[];
}

test('SARIF: each rule once with its page, relative addresses, regions from 1, safe fixes only, what is silenced', () => {
  const { version, runs } = JSON.parse(asSarif([file(TEXT)], '1.2.3', true)) as Sarif;
  const [run] = runs;
  assert.deepEqual([version, runs.length, run?.results.length], ['2.1.0', 1, 3]);
  const [rule, ...more] = run?.tool.driver.rules ?? [];
  assert.deepEqual([rule?.['id'], more.length], ['bad-word', 0]);
  assert.match(String(rule?.['helpUri']), /^https:.*\/bad-word\.md$/);
  const uri = 'sub%20dir/Dockerfile';
  const region = { startLine: 2, startColumn: 5, endLine: 2, endColumn: 8 };
  const { partialFingerprints, ...first } = run?.results[0] ?? {};
  assert.deepEqual(first, {
    ruleId: 'bad-word',
    ruleIndex: 0,
    level: 'warning',
    message: { text: 'A "bad" word,\n50 % <worse>: & more' },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region } }],
    relatedLocations: [
      {
        id: 0,
        message: { text: 'It begins here' },
        physicalLocation: {
          artifactLocation: { uri },
          region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 5 },
        },
      },
    ],
    fixes: [
      {
        description: { text: 'Drop it' },
        artifactChanges: [
          { artifactLocation: { uri }, replacements: [{ deletedRegion: region, insertedContent: { text: '' } }] },
        ],
      },
    ],
  });
  assert.match(String((partialFingerprints as Record<string, string>)['layerlens/v1']), /^[0-9a-f]{32}$/);
  const silenced = run?.results[2]?.['suppressions'] as readonly Record<string, unknown>[];
  assert.deepEqual([silenced[0]?.['kind'], silenced[0]?.['justification']], ['inSource', 'a sample']);
});

test('SARIF: nothing found, and severities that it has no words for', () => {
  assert.deepEqual((JSON.parse(asSarif([file('FROM a\n')], '1', true)) as Sarif).runs[0]?.results, []);
  const { runs } = JSON.parse(
    asSarif([file('FROM BAD\n', [findsWord('r', 'BAD', { severity: 'hint' })])], '1', false),
  ) as Sarif;
  assert.equal(runs[0]?.results[0]?.['level'], 'note');
});

test('addresses: relative ones stay so, others become file: ones', () => {
  const cwd = resolve('/w');
  assert.equal(uriOf('a b/Dockerfile#1', cwd), 'a%20b/Dockerfile%231');
  assert.equal(uriOf(resolve('/w/x/Dockerfile'), cwd), 'x/Dockerfile');
  assert.equal(uriOf('../x', cwd), pathToFileURL(resolve('/x')).href);
  assert.equal(uriOf('a:b', cwd), 'a%3Ab');
});

test('GitHub: one command a line, what would end it escaped', () => {
  assert.equal(
    asGithub([file(TEXT)]).split('\n')[0],
    '::warning file=sub dir/Dockerfile,line=2,endLine=2,col=5,endColumn=8,title=bad-word::A "bad" word,%0A50 %25 <worse>: & more',
  );
});

test('Checkstyle: well-formed whatever the words are', () => {
  const xml = asCheckstyle([file(TEXT, [RULE], 'a"&<\u0001.Dockerfile')]);
  assert.match(xml, /^<\?xml version="1.0" encoding="UTF-8"\?>\n<checkstyle version="4.3">\n/);
  assert.ok(xml.includes('<file name="a&quot;&amp;&lt;\ufffd.Dockerfile">'));
  assert.ok(
    xml.includes(
      '<error line="2" column="5" severity="warning" message="A &quot;bad&quot; word,&#10;50 % &lt;worse&gt;: &amp; more" source="layerlens.bad-word"/>',
    ),
  );
});

test('GitLab: its severities, and fingerprints that stay when lines move and differ among equals', () => {
  const entries = (text: string): { fingerprint: string; severity: string; location: unknown }[] =>
    JSON.parse(asGitlab([file(text)])) as { fingerprint: string; severity: string; location: unknown }[];
  const before = entries(TEXT);
  const after = entries(`# more\n\n${TEXT}`);
  assert.deepEqual(
    before.map(({ severity, location }) => [severity, location]),
    [2, 3].map((line) => ['minor', { path: 'sub dir/Dockerfile', lines: { begin: line, end: line } }]),
  );
  assert.deepEqual(
    after.map(({ fingerprint }) => fingerprint),
    before.map(({ fingerprint }) => fingerprint),
  );
  assert.equal(new Set(before.map(({ fingerprint }) => fingerprint)).size, 2);
});

test('text: colours only when asked for, and what is silenced says by which line', () => {
  const plain = asText([file(TEXT)], false);
  assert.ok(!plain.includes('\u001b'));
  assert.ok(plain.includes('[bad-word] (silenced in line 4: a sample)\n'));
  assert.ok(plain.includes('    1:1: It begins here\n'));
  const coloured = asText([file(TEXT)], true);
  assert.ok(coloured.includes('\u001b[33;1mwarning\u001b[0m'));
  // eslint-disable-next-line no-control-regex -- they are what it looks for
  assert.equal(coloured.replace(/\u001b\[[\d;]*m/g, ''), plain);
});
