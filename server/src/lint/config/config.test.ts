// Configuration files: what they may say, what is told about the rest, which of several counts, and edits of their text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findsWord } from '../../../test/support/fakeRules';
import { applyEdits } from '../../base/textEdit';
import { readYaml } from '../../project/tree';
import { CONFIG_KEYS, readConfig, type LintConfig } from './config';
import { baselineOf, saidOfBuild } from './configBuild';
import { severityEdit } from './configEdit';
import { readHadolintConfig } from './configHadolint';
import { isIgnored, mergeConfigs, withConfig } from './configMerge';
import { ConfigSearch } from './configSearch';
import { withShared } from './configShared';
import { DEFAULT_LINT_OPTIONS, severityOf } from '../run';

const RULES = [
  findsWord('one', 'x', { twins: ['hadolint/DL9001'] }),
  findsWord('two', 'x', {
    severity: 'off',
    twins: ['hadolint/DL3026', 'buildkit/Two'],
    options: {
      registries: { type: 'strings', default: [], description: '' },
      most: { type: 'number', default: 3, description: '' },
    },
  }),
  findsWord('heavy', 'x', { group: 'size' }),
];

const KNOWN = Object.keys(CONFIG_KEYS).join(', ');

const read = (text: string): { config: LintConfig; said: readonly string[] } => {
  const { config, problems } = readConfig(readYaml(text).documents[0], RULES);
  return { config, said: problems.map(({ line, message }) => `${String(line + 1)} ${message}`) };
};

test('everything that a file may say', () => {
  const { config, said } = read(
    [
      'extends: strict',
      'rules:',
      '  one: off',
      '  two: [error, {registries: [docker.io, 10], most: 4}]',
      'locked: [DL9001]',
      '+ignore:',
      '  - legacy/**',
      'root: true',
      'suppressions: false',
      'failOn: error',
      'targets: {"*.dev": dev, "**/api/Dockerfile": 1.10}',
      'context: ..',
      'args: {VERSION: 1.10, EMPTY: ""}',
      '+registries: [docker.io, 10]',
      'labels: {maintainer: text}',
      'baseline: known.json',
      'shellcheck: true',
    ].join('\n'),
  );
  assert.deepEqual(said, []);
  assert.deepEqual(config, {
    preset: 'strict',
    severities: { one: 'off', two: 'error' },
    ruleOptions: { two: { registries: ['docker.io', '10'], most: 4 } },
    locked: { adds: false, values: ['one'] },
    ignore: { adds: true, values: ['legacy/**'] },
    root: true,
    suppressions: false,
    failOn: 'error',
    targets: [
      ['*.dev', 'dev'],
      ['**/api/Dockerfile', '1.10'],
    ],
    context: [['**', '..']],
    args: { VERSION: '1.10', EMPTY: '' },
    registries: { adds: true, values: ['docker.io', '10'] },
    labels: { maintainer: 'text' },
    baseline: 'known.json',
    shellcheck: true,
  });
});

test('rules go by any of their names', () => {
  assert.deepEqual(read('rules: {hadolint/DL9001: hint, Two: info}').config.severities, { one: 'hint', two: 'info' });
});

test('what is wrong is told by line, and the rest counts', () => {
  const { config, said } = read(
    [
      'extend: strict',
      'extends: nothing',
      'rules:',
      '  one: loud',
      '  three: off',
      '  two: [info, {most: many, least: 1}]',
      '+root: true',
      'suppressions: maybe',
      'failOn: [a]',
      'locked: {a: b}',
      'targets: [dev]',
      'args: [A=1]',
      'context: {a: {b: c}}',
      'labels: {a: text, b: words}',
      'baseline: [a]',
      'shellcheck: /bin/sh',
    ].join('\n'),
  );
  assert.deepEqual(said, [
    `1 \`extend\` is not known. Known are: ${KNOWN}.`,
    '2 `extends` is one of: recommended, layers, strict, hadolint, buildkit, off.',
    '4 The severity of `one` is one of: off, hint, info, warning, error.',
    '5 There is no rule `three`.',
    '6 `most` of `two` should be a number.',
    '6 `two` has no option `least`. It has: registries, most.',
    `7 \`+root\` is not known. Known are: ${KNOWN}.`,
    '8 `suppressions` is `true` or `false`.',
    '9 `failOn` is one of: off, hint, info, warning, error.',
    '10 `locked` is a list of texts.',
    '11 `targets` is a text, or patterns with texts.',
    '12 `args` is names with texts.',
    '13 `context` is a text, or patterns with texts.',
    '14 The type of `b` is one of: text, url, semver, hash, rfc3339, spdx, email.',
    '15 `baseline` is the path of a file.',
    '16 `shellcheck` is `true` or `false`.',
  ]);
  assert.deepEqual(config.severities, { two: 'info' });
});

test('nothing, a comment, and what is no configuration', () => {
  for (const text of ['', '# words\n', '---\n']) assert.deepEqual(read(text).said, [], text);
  for (const text of ['- a\n', 'text', '3']) assert.equal(read(text).said.length, 1, text);
});

test('presets', () => {
  const shown = (preset: string): string[] =>
    RULES.map((rule) => severityOf(rule, withConfig(read(`extends: ${preset}`).config)));
  assert.deepEqual(shown('recommended'), ['warning', 'off', 'warning']);
  assert.deepEqual(shown('layers'), ['off', 'off', 'warning']);
  assert.deepEqual(shown('strict'), ['warning', 'info', 'warning']);
  assert.deepEqual(shown('hadolint'), ['warning', 'info', 'off']);
  assert.deepEqual(shown('buildkit'), ['off', 'info', 'off']);
  assert.deepEqual(shown('off'), ['off', 'off', 'off']);
});

test('.hadolint.yaml: what it says of rules that we have', () => {
  const text = [
    'ignored: [DL9001, SC2086]',
    'override:',
    '  error: [DL9001]',
    '  style: [DL3026]',
    '  loud: [DL1]',
    'trustedRegistries: [docker.io, "*.gcr.io"]',
    'disable-ignore-pragma: true',
    'failure-threshold: style',
    'no-color: true',
    'format: tty',
    'nonsense: 1',
  ].join('\n');
  const { config, problems } = readHadolintConfig(readYaml(text).documents[0], RULES);
  assert.deepEqual(config, {
    severities: { one: 'off', two: 'hint', SC2086: 'off' },
    ruleOptions: {},
    registries: { adds: false, values: ['docker.io', '*.gcr.io'] },
    suppressions: false,
    failOn: 'hint',
  });
  assert.deepEqual(
    problems.map(({ line }) => line + 1),
    [5, 11],
  );
});

test('.hadolint.yaml: labels; those that are too many are faults only where labels are strict', () => {
  const labels = { type: 'map', default: {}, description: '' } as const;
  const rules = [
    findsWord('label-required', 'x', { severity: 'off', twins: ['hadolint/DL3049'], options: { labels } }),
    findsWord('label-superfluous', 'x', { severity: 'off', twins: ['hadolint/DL3050'], options: { labels } }),
  ];
  const severities = (more: string): LintConfig['severities'] =>
    withShared(
      readHadolintConfig(readYaml(`label-schema: {maintainer: text}\n${more}`).documents[0], rules).config,
      rules,
    ).severities;
  assert.deepEqual(severities(''), { 'label-required': 'info' });
  assert.deepEqual(severities('strict-labels: true'), { 'label-required': 'info', 'label-superfluous': 'info' });
});

test('nested folders: the nearest value wins, `+` adds, `root` ends it', () => {
  const chain = [
    {
      folder: '/w',
      config: read('extends: strict\nrules: {one: error, heavy: off}\nlocked: [one]\nfailOn: info').config,
    },
    { folder: '/w/a', config: read('rules: {one: hint, two: [error, {most: 9}]}\n+locked: [two]').config },
  ];
  const merged = mergeConfigs(chain);
  assert.deepEqual(merged.severities, { one: 'hint', heavy: 'off', two: 'error' });
  assert.deepEqual([merged.preset, merged.failOn, merged.locked?.values], ['strict', 'info', ['one', 'two']]);
  const alone = mergeConfigs([...chain, { folder: '/w/a/b', config: read('root: true\nrules: {two: info}').config }]);
  assert.deepEqual(alone.severities, { two: 'info' });
});

test('registries and labels are options of the rules that take them; what is said of a rule itself counts first', () => {
  const shared = (text: string): LintConfig => withShared(read(text).config, RULES);
  const given = shared('registries: [docker.io]\nlabels: {maintainer: text}');
  assert.deepEqual([given.severities, given.ruleOptions], [{ two: 'info' }, { two: { registries: ['docker.io'] } }]);
  const own = shared('registries: [docker.io]\nrules: {two: [off, {registries: [ghcr.io]}]}');
  assert.deepEqual([own.severities, own.ruleOptions], [{ two: 'off' }, { two: { registries: ['ghcr.io'] } }]);
  const chain = [
    { folder: '/w', config: read('registries: [docker.io]\nlabels: {a: text, b: url}').config },
    { folder: '/w/a', config: read('+registries: [ghcr.io]\nlabels: {b: semver}').config },
  ];
  const merged = mergeConfigs(chain);
  assert.deepEqual([merged.registries?.values, merged.labels], [['docker.io', 'ghcr.io'], { a: 'text', b: 'semver' }]);
});

test('what is said of a build: by pattern, the last match and the nearest file; paths are relative to the file', () => {
  const file = (folder: string, text: string) => ({
    folder,
    path: `${folder}/layerlens.yaml`,
    config: read(text).config,
  });
  const chain = [
    file(
      '/w',
      'context: .\ntargets: {"**": final, "dev.*": dev, "!dev.x": no}\nargs: {A: 1, B: 1}\nbaseline: known.json',
    ),
    file('/w/a', 'context: {"*.old": ../old, "b": /abs}\nargs: {B: 2}'),
  ];
  const first = chain.slice(0, 1);
  assert.deepEqual(saidOfBuild(first, '/w/dev.Dockerfile'), {
    file: '/w/layerlens.yaml',
    context: '/w',
    stage: 'dev',
    args: { A: '1', B: '1' },
  });
  assert.equal(saidOfBuild(first, '/w/Dockerfile')?.stage, 'final');
  assert.deepEqual(saidOfBuild(chain, '/w/a/x.old'), {
    file: '/w/a/layerlens.yaml',
    context: '/w/old',
    stage: 'final',
    args: { A: '1', B: '2' },
  });
  assert.equal(saidOfBuild(chain, '/w/a/b/Dockerfile')?.context, '/abs');
  assert.equal(saidOfBuild(chain, '/w/a/Dockerfile')?.context, '/w');
  assert.equal(saidOfBuild([file('/w', 'rules: {}')], '/w/Dockerfile'), undefined);
  // One that lies elsewhere was named by `--config`: its patterns are about its own folder.
  assert.equal(saidOfBuild(first, '/v/Dockerfile')?.context, undefined);
  assert.equal(baselineOf(chain), '/w/known.json');
});

test('a user’s settings are below the files of the project', () => {
  const given = { ...DEFAULT_LINT_OPTIONS, severities: { one: 'error', heavy: 'hint' } };
  assert.deepEqual(withConfig(read('rules: {one: off}').config, given).severities, { one: 'off', heavy: 'hint' });
});

test('files that are not looked at, relative to the file that says so', () => {
  const chain = [
    { folder: '/w', config: read('ignore: [legacy, "*.old"]').config },
    { folder: '/w/a', config: read('+ignore: [gen]').config },
  ];
  for (const [path, expected] of [
    ['/w/legacy/x/Dockerfile', true],
    ['/w/Dockerfile', false],
    ['/w/a/gen/Dockerfile', true],
    ['/w/gen/Dockerfile', false],
    ['/elsewhere/legacy/Dockerfile', false],
  ] as const)
    assert.equal(isIgnored(chain, path), expected, path);
});

test('files are found upwards, each read once, ours above hadolint’s, of which the nearest counts', async () => {
  const files: Record<string, string | null> = {
    '/w/layerlens.yaml': 'rules: {one: error}',
    '/w/.hadolint.yaml': 'ignored: [DL9001, DL3026]',
    '/w/a/.hadolint.yml': 'override: {info: [DL9001]}',
    '/w/a/.layerlens.yaml': 'rules: {heavy: hint',
    '/layerlens.yaml': 'rules: {two: error}',
    '/locked/layerlens.yaml': null,
  };
  const asked: string[] = [];
  const search = new ConfigSearch(
    {
      readText: (path) => {
        asked.push(path);
        return Promise.resolve(files[path]);
      },
      readYaml: (text) => Promise.resolve(readYaml(text)),
      isTop: (folder) => folder === '/w',
    },
    RULES,
  );
  const { config, files: found } = await search.of('/w/a/b');
  assert.deepEqual(
    found.map(({ path }) => path),
    ['/w/layerlens.yaml', '/w/a/.hadolint.yml', '/w/a/.layerlens.yaml'],
  );
  assert.deepEqual(config.severities, { one: 'info', heavy: 'hint' });
  assert.equal(found[2]?.problems[0]?.line, 0, 'the brace that is not closed is told');
  const before = asked.length;
  await search.of('/w/a/b');
  assert.equal(asked.length, before);
  const locked = await search.of('/locked');
  assert.equal(locked.files.at(-1)?.problems[0]?.message, 'This file cannot be read.');
});

test('setting a severity in the text', () => {
  const edited = (text: string): string | undefined => {
    const edit = severityEdit(text, 'one', 'off');
    if (!edit) return undefined;
    const after = applyEdits(text, [edit]);
    assert.equal(read(after).config.severities['one'], 'off', after);
    return after;
  };
  assert.equal(edited(''), 'rules:\n  one: off\n');
  assert.equal(edited('extends: strict'), 'extends: strict\nrules:\n  one: off\n');
  assert.equal(
    edited('rules: # ours\n    two: info # why\nroot: true\n'),
    'rules: # ours\n    one: off\n    two: info # why\nroot: true\n',
  );
  assert.equal(edited('rules:\n  # words\n\n  "one": error # why\n'), 'rules:\n  # words\n\n  "one": off # why\n');
  assert.equal(edited('rules:\r\n  two: info\r\n'), 'rules:\r\n  one: off\r\n  two: info\r\n');
  assert.equal(edited('rules:'), 'rules:\n  one: off\n');
  for (const text of ['{}', 'rules: {two: info}', '---\na: 1\n', 'rules:\n  one: [error, {}]\n'])
    assert.equal(edited(text), undefined, text);
});
