// package.json promises what is there: commands, settings, icons, grammars. That it equals protocol/ is generated.test.ts.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inRepo } from '../../../scripts/repo.mjs';
import { COMMANDS, VIEW_CONTAINER, VIEWS } from '../../src/protocol/commands';
import { DEFAULT_SETTINGS, readSettings, SETTINGS, type SettingDefinition } from '../../src/protocol/settings';
import { filesBelow } from './tree';

interface Property {
  readonly default: unknown;
  readonly type: string;
  readonly scope: string;
  readonly enum?: readonly string[];
  readonly markdownDescription: string;
}

interface Grammar {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo: readonly string[];
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly activationEvents: readonly string[];
  readonly icon: string;
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly languages: readonly { readonly id: string; readonly configuration?: string }[];
    readonly grammars: readonly Grammar[];
    readonly configuration: { readonly properties: Readonly<Record<string, Property>> };
  };
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(inRepo(file), 'utf8'));
const manifest = readJson('package.json') as Manifest;
const { contributes } = manifest;

test('nothing but a Dockerfile wakes the extension; views and commands do by themselves', () => {
  assert.deepEqual(manifest.activationEvents, ['onLanguage:dockerfile']);
});

test('everything is bundled: no run-time dependency', () => {
  assert.equal(manifest.dependencies, undefined);
});

test('every command of the protocol is contributed, and every menu names one of them', () => {
  const ids = contributes.commands.map(({ command }) => command);
  assert.deepEqual(ids, Object.keys(COMMANDS));
  for (const { command } of Object.values(contributes.menus).flat()) assert.ok(ids.includes(command), command);
});

test('a command that needs arguments is not in the palette', () => {
  const hidden = contributes.menus['commandPalette']
    ?.filter(({ when }) => when === 'false')
    .map(({ command }) => command);
  assert.deepEqual(hidden, [
    'layerlens.showLayer',
    'layerlens.revealLine',
    'layerlens.whatIf',
    'layerlens.addToIgnoreFile',
    'layerlens.openContextFile',
    'layerlens.showCache',
  ]);
});

test('the views and their container are those of the protocol', () => {
  assert.deepEqual(
    contributes.viewsContainers.activitybar.map(({ id }) => id),
    [VIEW_CONTAINER],
  );
  assert.deepEqual(
    contributes.views[VIEW_CONTAINER]?.map(({ id }) => id),
    VIEWS.map(({ id }) => id),
  );
});

test('settings: same keys, defaults and values as the code', () => {
  const { properties } = contributes.configuration;
  assert.deepEqual(Object.keys(properties), Object.keys(SETTINGS));
  assert.deepEqual(
    Object.fromEntries(Object.entries(properties).map(([key, { default: value }]) => [key, value])),
    DEFAULT_SETTINGS,
  );
  for (const [key, definition] of Object.entries<SettingDefinition>(SETTINGS)) {
    const values = definition.type === 'enum' ? Object.keys(definition.values) : undefined;
    assert.deepEqual(properties[key]?.enum, values, key);
    assert.equal(properties[key]?.scope, definition.scope, key);
  }
});

test('what editors send as settings is read back', () => {
  const section: Record<string, unknown> = {};
  for (const [key, { default: value }] of Object.entries(contributes.configuration.properties)) {
    const path = key.split('.').slice(1);
    const last = path.pop() ?? '';
    let at = section;
    for (const part of path) at = (at[part] ??= {}) as Record<string, unknown>;
    at[last] = value;
  }
  assert.deepEqual(readSettings(section), DEFAULT_SETTINGS);
});

test('every setting is used somewhere', () => {
  const sources = ['server/src', 'client/src']
    .flatMap((folder) => filesBelow(folder, (file) => file.endsWith('.ts') && !file.endsWith('.test.ts')))
    .filter((file) => file !== 'server/src/protocol/settings.ts')
    .map((file) => readFileSync(inRepo(file), 'utf8'));
  const unused = Object.keys(SETTINGS).filter((key) => !sources.some((text) => text.includes(`'${key}'`)));
  assert.deepEqual(unused, []);
});

test('settings that start programs or lead out of the folder wait for trust', () => {
  const { untrustedWorkspaces } = manifest.capabilities;
  assert.equal(untrustedWorkspaces.supported, 'limited');
  const restricted = Object.entries<SettingDefinition>(SETTINGS).flatMap(([key, definition]) =>
    definition.restricted === true ? [key] : [],
  );
  assert.deepEqual(untrustedWorkspaces.restrictedConfigurations, restricted);
  assert.ok(restricted.includes('layerlens.engine.host'));
});

test('icons are there; the one for the gallery is a PNG of 128 × 128', () => {
  const icons = [...contributes.viewsContainers.activitybar, ...Object.values(contributes.views).flat()];
  for (const { icon } of icons) assert.ok(existsSync(inRepo(icon)), icon);
  const png = readFileSync(inRepo(manifest.icon));
  assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [128, 128]);
});

test('grammars are there, are JSON, and have expressions that compile', () => {
  assert.ok(contributes.grammars.length > 0);
  for (const { path, scopeName, injectTo } of contributes.grammars) {
    const grammar = readJson(path) as { scopeName: string; injectionSelector: string; patterns: { match: string }[] };
    assert.equal(grammar.scopeName, scopeName);
    assert.deepEqual(
      injectTo.map((scope) => `L:${scope}`),
      [grammar.injectionSelector],
    );
    assert.ok(grammar.patterns.length > 0);
    for (const { match } of grammar.patterns) {
      assert.equal(typeof match, 'string');
      assert.doesNotThrow(() => new RegExp(match), match);
    }
  }
});

test('the grammar knows the comments that silence a rule', () => {
  const { patterns } = readJson('syntaxes/layerlens-comments.injection.json') as { patterns: { match: string }[] };
  const match = new RegExp(patterns[0]?.match ?? '').exec(
    '# layerlens-ignore update-alone, other-rule -- the base has no cache',
  );
  assert.deepEqual([match?.[3], match?.[4]], ['layerlens-ignore', 'update-alone, other-rule']);
});

test('languages are only given names of files: their configuration belongs to others', () => {
  assert.deepEqual(
    contributes.languages.map(({ id, configuration }) => [id, configuration]),
    [
      ['dockerfile', undefined],
      ['ignore', undefined],
    ],
  );
});
