// The import table of ARCHITECTURE.md, once, as data, and dependency-cruiser's rules made from it.
// `npm run gen` prints LAYERS into ARCHITECTURE.md; `npm run check` holds every import against it.

/**
 * @typedef {object} Layer  A folder of server/src, in the order of the data flow.
 * @property {string} folder
 * @property {readonly string[]} may  Folders of server/src that it may import, beside itself.
 * @property {readonly string[]} [types]  Folders of which it may import types only.
 * @property {Readonly<Record<string, string>>} [packages]  npm package → the one file that may import it; '' for any file.
 * @property {boolean} core  Pure: no Node built-ins; the compiler project tsconfig.core.json has no types for them either.
 */

/** @type {readonly Layer[]} */
const LAYERS = [
  { folder: 'base', core: true, may: [] },
  { folder: 'syntax', core: true, may: ['base'] },
  { folder: 'shell', core: true, may: ['base', 'syntax'] },
  { folder: 'build', core: true, may: ['base', 'syntax'] },
  { folder: 'context', core: true, may: ['base'] },
  { folder: 'project', core: true, may: ['base'], packages: { yaml: '' } },
  { folder: 'image', core: true, may: ['base'] },
  { folder: 'layers', core: true, may: ['base', 'syntax', 'shell', 'build', 'image'] },
  { folder: 'cache', core: true, may: ['base', 'syntax', 'shell', 'build', 'layers', 'context'] },
  { folder: 'lint', core: true, may: ['base', 'syntax', 'shell', 'build', 'context', 'layers', 'cache'] },
  { folder: 'protocol', core: true, may: [], types: ['base'] },
  {
    folder: 'insight',
    core: true,
    may: ['base', 'syntax', 'shell', 'build', 'context', 'project', 'image', 'layers', 'cache', 'lint'],
    types: ['protocol'],
  },
  { folder: 'engine', core: false, may: ['base', 'image'] },
  {
    folder: 'host',
    core: false,
    may: ['base', 'context', 'project', 'image', 'cache', 'engine'],
    packages: { fzstd: 'zstd.ts' },
  },
  {
    folder: 'lsp',
    core: false,
    may: [
      'base',
      'syntax',
      'shell',
      'build',
      'context',
      'project',
      'image',
      'layers',
      'cache',
      'lint',
      'insight',
      'protocol',
      'engine',
    ],
    packages: { 'vscode-languageserver': '', 'vscode-languageserver-textdocument': '' },
  },
  {
    folder: 'cli',
    core: false,
    may: [
      'base',
      'syntax',
      'shell',
      'build',
      'context',
      'project',
      'image',
      'layers',
      'cache',
      'lint',
      'engine',
      'host',
    ],
  },
];

/** Packages of the client. Nothing else from npm is in a bundle. */
const CLIENT_PACKAGES = { 'vscode-languageclient': 'languageClient.ts' };

/** Tests stand beside their source and may import what they like, except the editor. */
const TEST = '[.]test[.]ts$';
const NPM = ['npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];

/** @param {readonly string[]} folders */
const below = (folders) => `^server/src/(?:${folders.join('|')})/`;

/** @param {string} name */
const packagePath = (name) => `^node_modules/${name}/`;

/**
 * One rule for the packages a folder may not import at all, one for each package that a single file owns.
 * @param {string} folder @param {string} path @param {Readonly<Record<string, string>>} packages
 */
function packageRules(folder, path, packages) {
  const allowed = Object.keys(packages);
  return [
    {
      name: `packages-${folder}`,
      comment: `${folder} may import ${allowed.length === 0 ? 'no npm package' : `only ${allowed.join(', ')} from npm`}.`,
      severity: 'error',
      from: { path, pathNot: TEST },
      to: {
        dependencyTypes: NPM,
        // @types/vscode stands for the editor's own module.
        pathNot: [...allowed.map(packagePath), '^node_modules/@types/(?:node|vscode)/'],
      },
    },
    ...Object.entries(packages)
      .filter(([, owner]) => owner !== '')
      .map(([name, owner]) => ({
        name: `package-owner-${name}`,
        comment: `Only ${folder}/${owner} imports ${name}.`,
        severity: 'error',
        from: { path, pathNot: [TEST, `/${owner.replace('.', '[.]')}$`] },
        to: { path: packagePath(name) },
      })),
  ];
}

/** @param {Layer} layer */
function layerRules({ folder, may, types = [], packages = {}, core }) {
  const path = below([folder]);
  return [
    {
      name: `layer-${folder}`,
      comment: `${folder} may import ${[...may, ...types].length === 0 ? 'no other folder' : `only ${[...may, ...types].join(', ')}`}.`,
      severity: 'error',
      from: { path, pathNot: TEST },
      to: { path: '^(?:server|client|scripts|bench)/', pathNot: below([folder, ...may, ...types]) },
    },
    ...(types.length === 0
      ? []
      : [
          {
            name: `types-only-${folder}`,
            comment: `${folder} may import types, but no values, of ${types.join(', ')}.`,
            severity: 'error',
            from: { path, pathNot: TEST },
            to: { path: below(types), dependencyTypesNot: ['type-only'] },
          },
        ]),
    ...(core
      ? [
          {
            name: `pure-${folder}`,
            comment: `${folder} is core: it takes data and returns data. Disk, clock and processes are the host's.`,
            severity: 'error',
            from: { path, pathNot: TEST },
            to: { dependencyTypes: ['core'] },
          },
        ]
      : []),
    ...packageRules(folder, path, packages),
  ];
}

module.exports = {
  forbidden: [
    ...LAYERS.flatMap(layerRules),
    {
      name: 'rules-apart',
      comment:
        'A lint rule imports lint/ and below, never another rule: what two share is a word in shell/, build/ or lint/.',
      severity: 'error',
      from: { path: '^server/src/lint/rules/([^/]+/[^/]+)[.]ts$', pathNot: TEST },
      to: { path: '^server/src/lint/rules/', pathNot: '^server/src/lint/rules/$1[.]ts$' },
    },
    {
      name: 'no-vscode-in-server',
      comment: 'The server runs in any editor, and on the command line in none.',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: ['^vscode$', '^node_modules/vscode/', '^node_modules/@types/vscode/'] },
    },
    {
      name: 'client-sees-protocol',
      comment: 'Of the server, the client imports protocol/ only: everything else is asked over LSP.',
      severity: 'error',
      from: { path: '^client/', pathNot: '^client/test/' },
      to: { path: '^(?:server|bench)/', pathNot: '^server/src/protocol/' },
    },
    {
      name: 'client-tests-see-words',
      comment: 'Tests of the client may also use the words of base/: how a number of bytes is written.',
      severity: 'error',
      from: { path: '^client/test/' },
      to: { path: '^(?:server|bench)/', pathNot: ['^server/src/protocol/', '^server/src/base/'] },
    },
    ...packageRules('client', '^client/src/', CLIENT_PACKAGES),
    {
      name: 'no-tests-in-product',
      comment: 'Test code, scripts and benches are not shipped.',
      severity: 'error',
      from: { path: '^(?:server|client)/src/', pathNot: TEST },
      to: { path: ['^scripts/', '^bench/', '^(?:server|client)/test/', TEST] },
    },
    {
      name: 'no-cycles',
      comment: 'Two modules that need each other are one module, or need a third below them.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'declared',
      comment: 'What we import stands in package.json; what others brought along may go with them.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'resolvable',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:out|dist)/' },
    // Type imports count: a table that only holds for values would let the words of a layer leak upwards.
    tsPreCompilationDeps: true,
    // A checkout whose node_modules is a link is one too.
    preserveSymlinks: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.json', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'require', 'default', 'types'],
    },
  },
};

// Not enumerable: dependency-cruiser refuses options that it does not know.
Object.defineProperties(module.exports, { LAYERS: { value: LAYERS }, CLIENT_PACKAGES: { value: CLIENT_PACKAGES } });
