// Knows: platform words, `linux/arm/v7`, and how they are normalised (containerd/platforms: platforms.go, database.go).

export interface BuildPlatform {
  readonly os: string;
  readonly architecture: string;
  /** Empty when there is none. */
  readonly variant: string;
}

export const DEFAULT_PLATFORM: BuildPlatform = { os: 'linux', architecture: 'amd64', variant: '' };

const OS_ALIASES: Readonly<Record<string, string>> = { macos: 'darwin' };
const ARCHITECTURE_ALIASES: Readonly<Record<string, readonly [string, string]>> = {
  x86_64: ['amd64', ''],
  'x86-64': ['amd64', ''],
  i386: ['386', ''],
  aarch64: ['arm64', ''],
  armhf: ['arm', 'v7'],
  armel: ['arm', 'v6'],
};
const OPERATING_SYSTEMS = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos macos'.split(
    ' ',
  ),
);

/** Undefined when the text is no platform. `linux`, `arm64`, `linux/arm64`, `linux/arm/v7` are. */
export function parsePlatform(text: string, defaults: BuildPlatform = DEFAULT_PLATFORM): BuildPlatform | undefined {
  const parts = text.trim().toLowerCase().split('/');
  if (parts.length > 3 || parts.some((part) => !/^[a-z0-9_.-]+$/.test(part))) return undefined;
  const [first = '', second, third] = parts;
  if (second === undefined) {
    if (OPERATING_SYSTEMS.has(first)) return { ...defaults, os: OS_ALIASES[first] ?? first };
    return normalise(defaults.os, first, '');
  }
  return normalise(OS_ALIASES[first] ?? first, second, third ?? '');
}

function normalise(os: string, written: string, writtenVariant: string): BuildPlatform {
  const [architecture, aliasVariant] = ARCHITECTURE_ALIASES[written] ?? [written, ''];
  let variant = writtenVariant || aliasVariant;
  if (architecture === 'arm64' && (variant === '8' || variant === 'v8')) variant = '';
  if (architecture === 'amd64' && variant === 'v1') variant = '';
  if (architecture === 'arm') variant = { '': 'v7', '5': 'v5', '6': 'v6', '7': 'v7', '8': 'v8' }[variant] ?? variant;
  return { os, architecture, variant };
}

export const formatPlatform = ({ os, architecture, variant }: BuildPlatform): string =>
  [os, architecture, variant].filter((part) => part !== '').join('/');
