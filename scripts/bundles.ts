// Knows: what each bundle may hold. checkBundle.ts holds the bundles against it; gen/notices.ts prints the licenses.

export interface BundleRule {
  /** npm packages that may be inside, by name. */
  readonly packages: readonly string[];
  /** Most bytes, minified. */
  readonly maxBytes: number;
  /** Modules that stay outside and must be there at run time, beside Node's own. */
  readonly externals: readonly string[];
  /** launch.ts reads it as such. */
  readonly isAscii?: true;
}

export const BUNDLES: Readonly<Record<'client' | 'server' | 'program' | 'contextWorker', BundleRule>> = {
  client: {
    packages: [
      'balanced-match',
      'brace-expansion',
      'minimatch',
      'semver',
      'vscode-jsonrpc',
      'vscode-languageclient',
      'vscode-languageserver-protocol',
      'vscode-languageserver-textdocument',
      'vscode-languageserver-types',
    ],
    maxBytes: 600_000,
    externals: ['vscode'],
  },
  server: { packages: [], maxBytes: 5_000, externals: [] },
  program: {
    packages: [
      'fzstd',
      'vscode-jsonrpc',
      'vscode-languageserver',
      'vscode-languageserver-protocol',
      'vscode-languageserver-textdocument',
      'vscode-languageserver-types',
      'yaml',
    ],
    // 300 rules with what they say of themselves are a third of it.
    // 1,470 kB when it was built minified; a development build, minified afterwards, keeps its top-level names: 1,720 kB.
    maxBytes: 1_800_000,
    externals: [],
    isAscii: true,
  },
  contextWorker: { packages: [], maxBytes: 40_000, externals: [] },
};

/** Every package of which something is shipped, sorted. */
export const SHIPPED: readonly string[] = [
  ...new Set(Object.values(BUNDLES).flatMap(({ packages }) => packages)),
].sort();
