// Knows: what is wrong with a bundle, from esbuild's account of it (the metafile). Pure, so that a test can plant faults.
import { builtinModules } from 'node:module';
import type { Metafile } from 'esbuild';
import type { BundleRule } from './bundles';

/** Sentences; none when all is well. @param code minified */
export function bundleFaults(meta: Metafile, rule: BundleRule, code: string): string[] {
  const bytes = Buffer.byteLength(code);
  // esbuild escapes strings only.
  const foreign = /[^\0-\x7F]/.exec(code);
  const inputs = Object.keys(meta.inputs);
  const packages = inputs.flatMap((file) => packageOf(file) ?? []);
  const names = new Set(packages.map(({ name }) => name));
  const outside = Object.values(meta.outputs).flatMap((output) =>
    output.imports.filter(({ external }) => external === true).map(({ path }) => path),
  );
  return [
    ...[...new Set(outside)]
      .filter((path) => !isAllowedOutside(path, rule))
      .map((path) => `imports ${path}, which is not there at run time`),
    ...[...names]
      .filter((name) => !rule.packages.includes(name))
      .map((name) => `holds the package ${name}, which scripts/bundles.ts does not list`),
    ...rule.packages
      .filter((name) => !names.has(name))
      .map((name) => `does not hold ${name}: take it out of scripts/bundles.ts`),
    ...severalCopies(packages),
    ...inputs.filter(isTestCode).map((file) => `holds test code: ${file}`),
    ...(foreign && rule.isAscii === true
      ? [`is read as ASCII and holds ${foreign[0]}: ${code.slice(Math.max(0, foreign.index - 30), foreign.index + 30)}`]
      : []),
    ...(bytes > rule.maxBytes ? [`has ${String(bytes)} bytes, more than ${String(rule.maxBytes)}`] : []),
  ];
}

function isAllowedOutside(path: string, { externals }: BundleRule): boolean {
  return path.startsWith('node:') || builtinModules.includes(path) || externals.includes(path);
}

interface PackageFile {
  readonly name: string;
  /** `node_modules/a/node_modules/b`: two of them with one name are two copies. */
  readonly folder: string;
}

function packageOf(file: string): PackageFile | undefined {
  const match = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(file);
  return match ? { folder: match[1] ?? '', name: match[2] ?? '' } : undefined;
}

function severalCopies(packages: readonly PackageFile[]): string[] {
  return [...new Set(packages.map(({ name }) => name))].flatMap((name) => {
    const copies = [...new Set(packages.filter((file) => file.name === name).map(({ folder }) => folder))];
    return copies.length > 1 ? [`holds ${name} ${String(copies.length)} times: ${copies.join(', ')}`] : [];
  });
}

const isTestCode = (file: string): boolean =>
  !file.includes('node_modules/') &&
  (/\.test\.[cm]?[jt]s$/.test(file) || /(?:^|\/)test\//.test(file) || file.startsWith('bench/'));
