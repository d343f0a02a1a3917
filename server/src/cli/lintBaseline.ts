// Knows: reading and writing files of known findings, and what findings are left without them.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { sha256 } from '../host/nodePlatform';
import {
  baselineText,
  fingerprints,
  knownPrints,
  readBaseline,
  withoutKnown,
  type KnownFinding,
} from '../lint/baseline';
import { Misuse } from './failure';
import { plural } from './formats/text';
import { cannotWrite, reason } from './io';
import type { LintConfigs } from './lintConfig';
import type { FileFindings } from './lintFile';
import type { LintRequest } from './lintFlags';

/** Which file of known findings counts for which Dockerfile; each is read once. */
export class KnownFindings {
  readonly #read = new Map<string, Promise<Baseline>>();

  constructor(
    private readonly request: LintRequest,
    private readonly configs: LintConfigs,
  ) {}

  /** The files without what is known, and how much that is. */
  async leftOut(files: readonly FileFindings[]): Promise<{ told: readonly FileFindings[]; known: number }> {
    const told: FileFindings[] = [];
    let known = 0;
    for (const file of files) {
      const left = (await this.#of(file.path))?.without(file) ?? file;
      known += file.findings.length - left.findings.length;
      told.push(left);
    }
    return { told, known };
  }

  /** Makes the findings the known ones. @returns a sentence for each file written. */
  async write(files: readonly FileFindings[]): Promise<readonly string[]> {
    const of = new Map<Baseline, FileFindings[]>();
    for (const file of files) {
      const baseline = await this.#of(file.path);
      if (!baseline)
        throw new Misuse(
          `--write-baseline does not know where to for ${file.path}. Give --baseline FILE, or write \`baseline: FILE\` into layerlens.yaml.`,
        );
      of.set(baseline, [...(of.get(baseline) ?? []), file]);
    }
    const said: string[] = [];
    for (const [baseline, some] of of) {
      await baseline.write(some);
      const count = some.reduce((sum, { findings }) => sum + findings.length, 0);
      said.push(`${baseline.path}: ${plural(count, 'finding')} in ${plural(some.length, 'file')} known from now on.`);
    }
    return said;
  }

  async #of(path: string): Promise<Baseline | undefined> {
    if (this.request.baseline === false) return undefined;
    const named = this.request.baseline ?? (await this.configs.baselineOf(path));
    if (named === undefined) return undefined;
    const known = this.#read.get(named) ?? Baseline.read(named, this.request.writesBaseline);
    this.#read.set(named, known);
    return known;
  }
}

class Baseline {
  readonly #folder: string;
  readonly #known: ReadonlySet<string>;

  private constructor(
    readonly path: string,
    private readonly findings: readonly KnownFinding[],
  ) {
    this.#folder = dirname(resolve(path));
    this.#known = knownPrints(findings);
  }

  /** Throws Misuse for a file that cannot be read, or is none of ours. @param isNew true: there need not be one yet. */
  static async read(path: string, isNew: boolean): Promise<Baseline> {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (isMissing && isNew) return new Baseline(path, []);
      const next = isMissing ? ' `layerlens lint --write-baseline` makes it.' : '';
      throw new Misuse(`Cannot read the known findings in ${path}: ${reason(error)}.${next}`);
    }
    const findings = readBaseline(text);
    if (typeof findings === 'string')
      throw new Misuse(`${path} is no file of known findings: ${findings}. Delete it to have it written anew.`);
    return new Baseline(path, findings);
  }

  /** The file without what is known. */
  without(file: FileFindings): FileFindings {
    const known = { prints: this.#known, shown: this.#shown(file.path), sha256 };
    return { ...file, findings: withoutKnown(file.findings, file.text, known) };
  }

  /** Writes what these files have now; of files that were not looked at it keeps what it had. */
  async write(files: readonly FileFindings[]): Promise<void> {
    const looked = new Set(files.map(({ path }) => this.#shown(path)));
    const kept = this.findings.filter(({ path }) => !looked.has(path));
    const found = files.flatMap((file) => {
      const path = this.#shown(file.path);
      const prints = fingerprints(file.findings, file.text, path, sha256);
      return [...prints].map(([{ rule }, fingerprint]) => ({ path, rule: rule.id, fingerprint }));
    });
    await writeFile(this.path, baselineText([...kept, ...found])).catch((error: unknown) => {
      throw cannotWrite(this.path, error);
    });
  }

  /** From its own folder, so that it says the same wherever it is read. */
  #shown(path: string): string {
    return relative(this.#folder, resolve(path)).replaceAll('\\', '/');
  }
}
