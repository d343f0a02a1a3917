// Knows: platform words, `linux/arm/v7`, and how they are normalised (containerd/platforms: platforms.go, database.go).

export interface BuildPlatform {
  readonly os: string;
  readonly architecture: string;
  /** Empty when there is none. */
  readonly variant: string;
}

export const DEFAULT_PLATFORM: BuildPlatform = { os: 'linux', architecture: 'amd64', variant: '' };

const OS_ALIASES = new Map([['macos', 'darwin']]);
const OPERATING_SYSTEMS = wordSet(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos',
);
const ARCHITECTURES = wordSet(
  '386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ' +
    'riscv riscv64 s390 s390x sparc sparc64 wasm',
);

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

/** Undefined when the text is no platform. `linux`, `arm64`, `linux/arm64`, `linux/arm/v7` are. */
export function parsePlatform(text: string, defaults: BuildPlatform = DEFAULT_PLATFORM): BuildPlatform | undefined {
  const parts = text.trim().toLowerCase().split('/');
  if (parts.length > 3 || parts.some((part) => !/^[a-z0-9_.-]+$/.test(part))) return undefined;
  const [first = '', second, third = ''] = parts;
  const os = OS_ALIASES.get(first) ?? first;
  if (second !== undefined) return { os, ...normalised(second, third) };
  if (OPERATING_SYSTEMS.has(os)) return { ...defaults, os };
  const processor = normalised(first, '');
  return ARCHITECTURES.has(processor.architecture) ? { os: defaults.os, ...processor } : undefined;
}

function normalised(architecture: string, variant: string): Omit<BuildPlatform, 'os'> {
  switch (architecture) {
    case 'i386':
      return { architecture: '386', variant: '' };
    case 'x86_64':
    case 'x86-64':
    case 'amd64':
      return { architecture: 'amd64', variant: variant === 'v1' ? '' : variant };
    case 'aarch64':
    case 'arm64':
      return { architecture: 'arm64', variant: variant === '8' || variant === 'v8' ? '' : variant };
    case 'armhf':
      return { architecture: 'arm', variant: 'v7' };
    case 'armel':
      return { architecture: 'arm', variant: 'v6' };
    case 'arm':
      return { architecture, variant: variant === '' ? 'v7' : /^[5-8]$/.test(variant) ? `v${variant}` : variant };
    default:
      return { architecture, variant };
  }
}

export const formatPlatform = ({ os, architecture, variant }: BuildPlatform): string =>
  [os, architecture, variant].filter((part) => part !== '').join('/');
