// Knows: schemas/layerlens.schema.json, made from lint/config.ts and the rules: what editors complete in layerlens.yaml.
import { CONFIG_KEYS, LIST_KEYS, type ConfigKey } from '../../server/src/lint/config/config';
import { LABEL_TYPES } from '../../server/src/lint/facts/labels';
import { PRESETS } from '../../server/src/lint/presets';
import { SEVERITIES } from '../../server/src/lint/rule';
import type { RuleMeta, RuleOption } from '../../server/src/lint/rule';

export const SCHEMA_FILE = 'schemas/layerlens.schema.json';

export function configSchema(rules: readonly RuleMeta[]): string {
  const severity = { enum: [...SEVERITIES, false] };
  const text = { type: ['string', 'number', 'boolean'] };
  const texts = { type: 'object', additionalProperties: text };
  const byFile = { anyOf: [{ type: 'string' }, texts] };
  const shapes: Readonly<Record<ConfigKey, object>> = {
    extends: {
      anyOf: Object.entries(PRESETS).map(([preset, description]) => ({ const: preset, description })),
    },
    rules: {
      type: 'object',
      properties: Object.fromEntries(rules.map((rule) => [rule.id, ruleSchema(rule)])),
      // Twins: `hadolint/DL3009`, or their codes alone.
      patternProperties: { '[A-Z/_]': { $ref: '#/definitions/rule' } },
      additionalProperties: false,
    },
    locked: { type: 'array', items: { type: 'string' } },
    ignore: { type: 'array', items: { type: 'string' } },
    root: { type: 'boolean' },
    suppressions: { type: 'boolean' },
    failOn: severity,
    targets: byFile,
    context: byFile,
    args: texts,
    registries: { type: 'array', items: { type: 'string' } },
    labels: { type: 'object', additionalProperties: { enum: LABEL_TYPES } },
    baseline: { type: 'string' },
    shellcheck: { type: 'boolean' },
  };
  const keys = Object.entries(CONFIG_KEYS) as [ConfigKey, string][];
  const schema: unknown = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Layerlens',
    type: 'object',
    properties: Object.fromEntries(
      keys.flatMap(([key, description]): [string, object][] => {
        const own: [string, object] = [key, { ...shapes[key], description }];
        const added = `Added to the list of the folder above. ${description}`;
        return LIST_KEYS.includes(key) ? [own, [`+${key}`, { ...shapes[key], description: added }]] : [own];
      }),
    ),
    additionalProperties: false,
    definitions: {
      severity,
      rule: {
        anyOf: [
          { $ref: '#/definitions/severity' },
          { type: 'array', items: [{ $ref: '#/definitions/severity' }, { type: 'object' }], minItems: 1, maxItems: 2 },
        ],
      },
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function ruleSchema({ title, severity, options = {} }: RuleMeta): object {
  const description = `${title} (${severity} unless set here)`;
  const entries = Object.entries(options);
  if (entries.length === 0) return { $ref: '#/definitions/rule', description };
  const optionSchema = {
    type: 'object',
    properties: Object.fromEntries(
      entries.map(([name, option]) => [
        name,
        { ...shapeOf(option), default: option.default, description: option.description },
      ]),
    ),
    additionalProperties: false,
  };
  const items = [{ $ref: '#/definitions/severity' }, optionSchema];
  return {
    description,
    anyOf: [{ $ref: '#/definitions/severity' }, { type: 'array', items, minItems: 1, maxItems: 2 }],
  };
}

function shapeOf({ type }: RuleOption): object {
  switch (type) {
    case 'number':
      return { type: ['number', 'null'] };
    case 'boolean':
    case 'string':
      return { type };
    case 'strings':
      return { type: 'array', items: { type: ['string', 'number', 'boolean'] } };
    case 'map':
      return { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } };
  }
}
