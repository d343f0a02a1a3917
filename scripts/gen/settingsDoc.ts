// Knows: docs/settings.md, made from protocol/settings.ts.
import { SEVERITIES } from '../../server/src/lint/rule';
import { SETTINGS } from '../../server/src/protocol/settings';
import type { SettingDefinition } from '../../server/src/protocol/settings';
import { code, GENERATED, table } from './markdown';

const SCOPES: Readonly<Record<SettingDefinition['scope'], string>> = {
  machine: 'This machine: user or remote settings, never from a folder.',
  window: 'User, workspace.',
  resource: 'User, workspace, folder.',
};

export function settingsDoc(): string {
  const sections = Object.entries<SettingDefinition>(SETTINGS).map(([key, definition]) => section(key, definition));
  return `${GENERATED('server/src/protocol/settings.ts')}# Settings

${sections.join('\n\n')}
`;
}

function section(key: string, definition: SettingDefinition): string {
  const facts = [
    `- Type: ${typeWords(definition)}`,
    `- Default: ${code(JSON.stringify(definition.default))}`,
    `- Where: ${SCOPES[definition.scope]}`,
    ...(definition.restricted === true ? ['- Ignored when it comes from a folder that is not trusted.'] : []),
  ];
  const values =
    definition.type === 'enum'
      ? `\n\n${table(
          ['value', 'meaning'],
          Object.entries(definition.values).map(([value, meaning]) => [code(value), meaning]),
        )}`
      : '';
  return `## ${code(key)}\n\n${definition.description}${values}\n\n${facts.join('\n')}`;
}

function typeWords(definition: SettingDefinition): string {
  switch (definition.type) {
    case 'enum':
      return 'one of the values above';
    case 'severities':
      return `object: [rule id](rules/README.md) → ${SEVERITIES.map(code).join(', ')}`;
    case 'strings':
      return 'list of texts';
    case 'boolean':
    case 'string':
      return definition.type;
  }
}
