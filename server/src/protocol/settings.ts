// Knows: every setting: key, type, default, scope, words. The manifest and docs/settings.md are generated from this.

interface SettingBase<T> {
  readonly default: T;
  /** VS Code configuration scope. `machine`: cannot come from a folder. */
  readonly scope: 'machine' | 'window' | 'resource';
  /** One or two sentences for the settings page. */
  readonly description: string;
  /** Ignored in a folder that is not trusted. */
  readonly restricted?: boolean;
}

export type SettingDefinition =
  | (SettingBase<boolean> & { readonly type: 'boolean' })
  | (SettingBase<string> & { readonly type: 'string' })
  | (SettingBase<string> & { readonly type: 'enum'; readonly values: Readonly<Record<string, string>> })
  | (SettingBase<Readonly<Record<string, string>>> & { readonly type: 'severities' })
  | (SettingBase<readonly string[]> & { readonly type: 'strings' });

export const SETTINGS = {
  'layerlens.sizes.display': {
    type: 'enum',
    default: 'codeLens',
    scope: 'resource',
    description: 'Where layer sizes are shown.',
    values: {
      codeLens: 'On a line of their own above the instruction.',
      inlayHint: 'At the end of the instruction’s first line.',
      both: 'In both places.',
      off: 'Nowhere; the hover and the Layers view still have them.',
    },
  },
  'layerlens.engine.enabled': {
    type: 'boolean',
    default: true,
    scope: 'window',
    description: 'Ask a container engine (Docker or Podman) for the sizes of built images. It is only read from.',
    restricted: true,
  },
  'layerlens.engine.host': {
    type: 'string',
    default: '',
    scope: 'machine',
    description:
      'Address of the engine, for example `unix:///run/user/1000/podman/podman.sock`. Empty: `DOCKER_HOST`, then the current Docker context, then the usual sockets.',
    restricted: true,
  },
  'layerlens.predict.builder': {
    type: 'enum',
    default: 'auto',
    scope: 'resource',
    description: 'The builder whose rules predict the layers.',
    values: {
      auto: 'The builder that made the chosen image; BuildKit when there is none.',
      buildkit: 'BuildKit (docker build, docker buildx build).',
      classic: 'The classic builder (DOCKER_BUILDKIT=0).',
      buildah: 'Buildah (podman build).',
    },
  },
  'layerlens.predict.frontend': {
    type: 'string',
    default: '',
    scope: 'resource',
    description:
      'Version of the Dockerfile frontend, for example `1.18`. Empty: from the `# syntax=` line, else from the engine, else the newest.',
  },
  'layerlens.predict.platform': {
    type: 'string',
    default: '',
    scope: 'resource',
    description: 'Target platform, for example `linux/arm64`. Empty: the platform of this machine.',
  },
  'layerlens.build.arguments': {
    type: 'strings',
    default: [],
    scope: 'resource',
    description:
      'Further arguments of “Build and Measure”, for example `--build-arg=VERSION=2` or `--secret=id=npm,src=.npmrc`.',
    restricted: true,
  },
  'layerlens.cache.enabled': {
    type: 'boolean',
    default: true,
    scope: 'resource',
    description:
      'Plan which steps the build cache will answer: reads the files of the build context that COPY and ADD take, and what recorded builds left.',
  },
  'layerlens.cache.hints': {
    type: 'boolean',
    default: true,
    scope: 'resource',
    description: 'Say at the end of the line why the first step of a stage will be rebuilt.',
  },
  'layerlens.cache.history': {
    type: 'boolean',
    default: true,
    scope: 'resource',
    description: 'Ask git how often the last commits changed what each step copies, while the Cache view is open.',
    restricted: true,
  },
  'layerlens.lint.enabled': {
    type: 'boolean',
    default: true,
    scope: 'resource',
    description: 'Report findings of the lint rules.',
  },
  'layerlens.lint.rules': {
    type: 'severities',
    default: {},
    scope: 'resource',
    description:
      'Severity of single rules by id: `off`, `hint`, `info`, `warning` or `error`. What a `layerlens.yaml` of the project says of a rule comes first.',
  },
  'layerlens.shellcheck.enabled': {
    type: 'boolean',
    default: true,
    scope: 'window',
    description: 'Ask ShellCheck about the scripts of RUN, when it is installed.',
    restricted: true,
  },
  'layerlens.shellcheck.path': {
    type: 'string',
    default: '',
    scope: 'machine',
    description: 'The ShellCheck program. Empty: `shellcheck` on the `PATH`.',
    restricted: true,
  },
  'layerlens.syntaxErrors': {
    type: 'enum',
    default: 'auto',
    scope: 'resource',
    description: 'Report what no builder can read.',
    values: {
      auto: 'Only while no other extension does.',
      on: 'Always.',
      off: 'Never.',
    },
  },
  'layerlens.lint.besideOthers': {
    type: 'boolean',
    default: true,
    scope: 'resource',
    description:
      'Hide a finding while another extension, such as hadolint’s, shows the same check on the same line. It comes back when that one goes.',
  },
  'layerlens.statusBar.enabled': {
    type: 'boolean',
    default: true,
    scope: 'window',
    description: 'Show target, size and state in the status bar while a Dockerfile is in front.',
  },
} as const satisfies Record<string, SettingDefinition>;

export type SettingKey = keyof typeof SETTINGS;

type ValueOf<D> = D extends { type: 'boolean' }
  ? boolean
  : D extends { type: 'enum'; values: infer V }
    ? keyof V & string
    : D extends { type: 'severities' }
      ? Readonly<Record<string, string>>
      : D extends { type: 'strings' }
        ? readonly string[]
        : string;

export type SettingValues = { readonly [K in SettingKey]: ValueOf<(typeof SETTINGS)[K]> };

/** Every setting at its default. */
export const DEFAULT_SETTINGS = Object.fromEntries(
  Object.entries(SETTINGS).map(([key, definition]) => [key, definition.default]),
) as unknown as SettingValues;

/** The value if it fits the setting's type, else the default. Settings come from people: never trusted. */
export function validSetting<K extends SettingKey>(key: K, value: unknown): SettingValues[K] {
  const definition: SettingDefinition = SETTINGS[key];
  const fits =
    definition.type === 'boolean'
      ? typeof value === 'boolean'
      : definition.type === 'enum'
        ? typeof value === 'string' && Object.hasOwn(definition.values, value)
        : definition.type === 'string'
          ? typeof value === 'string'
          : definition.type === 'strings'
            ? Array.isArray(value) && value.every((entry) => typeof entry === 'string')
            : typeof value === 'object' &&
              value !== null &&
              Object.values(value).every((entry) => typeof entry === 'string');
  return (fits ? value : definition.default) as SettingValues[K];
}

/** Reads `{sizes: {display: …}}`, the shape in which editors send the `layerlens` section. */
export function readSettings(section: unknown): SettingValues {
  const values = Object.keys(SETTINGS).map((key) => {
    let value: unknown = section;
    for (const part of key.split('.').slice(1)) {
      value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined;
    }
    return [key, validSetting(key as SettingKey, value)] as const;
  });
  return Object.fromEntries(values) as unknown as SettingValues;
}
