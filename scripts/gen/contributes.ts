// Knows: the part of package.json that VS Code reads, made from protocol/settings.ts, protocol/commands.ts and the rules.
import { SEVERITIES } from '../../server/src/lint/rule';
import type { RuleMeta } from '../../server/src/lint/rule';
import { COMMANDS, LAYERS_VIEW, VIEW_CONTAINER, VIEWS } from '../../server/src/protocol/commands';
import type { CommandDefinition } from '../../server/src/protocol/commands';
import { SETTINGS } from '../../server/src/protocol/settings';
import { CONFIG_NAMES } from '../../server/src/lint/config/configSearch';
import { SCHEMA_FILE } from './configSchema';
import type { SettingDefinition } from '../../server/src/protocol/settings';

const ICON = 'media/layers.svg';
const COMMAND_LIST = Object.entries<CommandDefinition>(COMMANDS);
const SETTING_LIST = Object.entries<SettingDefinition>(SETTINGS);
const HINT_LENGTH = 120;
const IN_DOCKERFILE = 'editorLangId == dockerfile';

/** Commands that make sense without a Dockerfile in front; `undefined`: always. */
const PALETTE_EXCEPTIONS: Readonly<Record<string, string | undefined>> = {
  'layerlens.showLog': undefined,
  'layerlens.refresh': `${IN_DOCKERFILE} || view.${LAYERS_VIEW}.visible`,
};

/** package.json with everything that the editor reads made anew; the rest stays. */
export function contributes(old: string, rules: readonly RuleMeta[]): string {
  const manifest = JSON.parse(old) as Record<string, unknown>;
  const made = {
    activationEvents: ['onLanguage:dockerfile'],
    extensionKind: ['workspace'],
    capabilities: capabilities(),
    contributes: {
      commands: COMMAND_LIST.map(([command, { title, icon }]) => ({
        command,
        title,
        category: 'Layerlens',
        ...(icon === undefined ? {} : { icon: `$(${icon})` }),
      })),
      menus: { commandPalette: commandPalette(), 'view/title': viewTitle(), 'view/item/context': rowMenus() },
      viewsContainers: { activitybar: [{ id: VIEW_CONTAINER, title: 'Layerlens', icon: ICON }] },
      views: {
        [VIEW_CONTAINER]: VIEWS.map(({ id, name }) => ({ id, name, icon: ICON, contextualTitle: 'Layerlens' })),
      },
      viewsWelcome: VIEWS.map(({ id, welcome }) => ({
        view: id,
        contents: `${welcome}\n[Open File…](command:workbench.action.quickOpen)`,
      })),
      languages: LANGUAGES,
      grammars: [
        {
          scopeName: 'layerlens.comments.injection',
          path: './syntaxes/layerlens-comments.injection.json',
          injectTo: ['source.dockerfile'],
        },
      ],
      // Read by the YAML extension, when there is one.
      yamlValidation: CONFIG_NAMES.map((name) => ({ fileMatch: name, url: `./${SCHEMA_FILE}` })),
      // VS Code cuts hints at 43 characters, in front of what a rebuild costs. A user's own value wins.
      configurationDefaults: { '[dockerfile]': { 'editor.inlayHints.maximumLength': HINT_LENGTH } },
      configuration: {
        title: 'Layerlens',
        properties: Object.fromEntries(
          SETTING_LIST.map(([key, definition], order) => [key, settingSchema(definition, order, rules)]),
        ),
      },
    },
  };
  return `${JSON.stringify({ ...manifest, ...made }, null, 2)}\n`;
}

function capabilities(): unknown {
  return {
    untrustedWorkspaces: {
      supported: 'limited',
      description:
        'In a folder that is not trusted Layerlens reads the text only: no container engine is asked and nothing is built.',
      restrictedConfigurations: SETTING_LIST.filter(([, { restricted }]) => restricted === true).map(([key]) => key),
    },
    virtualWorkspaces: { supported: 'limited', description: 'Text only: no sizes and no builds.' },
  };
}

function commandPalette(): unknown[] {
  return COMMAND_LIST.flatMap(([command, { palette }]) => {
    const when = command in PALETTE_EXCEPTIONS ? PALETTE_EXCEPTIONS[command] : palette ? IN_DOCKERFILE : 'false';
    return when === undefined ? [] : [{ command, when }];
  });
}

function viewTitle(): unknown[] {
  const places = { navigation: 'navigation', more: '1_more' } as const;
  return Object.entries(places).flatMap(([place, group]) =>
    COMMAND_LIST.filter(([, definition]) => definition.viewTitle === place).map(([command], i) => ({
      command,
      when: `view == ${LAYERS_VIEW}`,
      group: `${group}@${String(i + 1)}`,
    })),
  );
}

/** Commands on the rows of a view; what a row is of is in its context value. */
function rowMenus(): unknown[] {
  return COMMAND_LIST.flatMap(([command, { rows = [] }]) =>
    rows.flatMap(({ view, kinds, inline = false }) => {
      const when = `view == ${view} && viewItem =~ /^layerlens\\.(?:${kinds.join('|')})$/`;
      return [{ command, when, group: 'layerlens@1' }, ...(inline ? [{ command, when, group: 'inline@1' }] : [])];
    }),
  );
}

/**
 * VS Code merges these with what it and other extensions say. `ignore` is VS Code's own language for such files; it only
 * does not know Docker's names for them, and takes `Dockerfile.dockerignore` for a Dockerfile (of two patterns that fit
 * a name the longer one wins).
 */
const LANGUAGES = [
  {
    id: 'dockerfile',
    extensions: ['.dockerfile', '.containerfile'],
    filenames: ['Dockerfile', 'Containerfile'],
    filenamePatterns: ['Dockerfile.*', 'Containerfile.*'],
  },
  {
    id: 'ignore',
    filenames: ['.dockerignore', '.containerignore'],
    filenamePatterns: ['*.dockerignore', 'Containerfile*.dockerignore', '*.containerignore'],
  },
];

function settingSchema(definition: SettingDefinition, order: number, rules: readonly RuleMeta[]): unknown {
  const shared = {
    default: definition.default,
    scope: definition.scope,
    order,
    markdownDescription: definition.description,
  };
  switch (definition.type) {
    case 'boolean':
    case 'string':
      return { type: definition.type, ...shared };
    case 'strings':
      return { type: 'array', items: { type: 'string' }, ...shared };
    case 'enum':
      return {
        type: 'string',
        enum: Object.keys(definition.values),
        markdownEnumDescriptions: Object.values(definition.values),
        ...shared,
      };
    case 'severities':
      return {
        type: 'object',
        ...shared,
        properties: Object.fromEntries(
          rules.map(({ id, title, severity }) => [
            id,
            { type: 'string', enum: SEVERITIES, markdownDescription: `${title} (\`${severity}\` unless set here)` },
          ]),
        ),
        additionalProperties: false,
      };
  }
}
