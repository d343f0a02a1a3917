// Asks real builders for their own checks (`docker buildx build --call=check`): our rules with a BuildKit twin find the
// same, by check, line and words; and where a rule says that the build stops, a build does stop.
import { join } from 'node:path';
import type { Builder } from '../../../scripts/rig/builders.mjs';
import { makeImage } from '../../../scripts/rig/baseImages.mjs';
import { buildGraph } from '../../src/build/graph';
import {
  DEFAULT_BUILD_OPTIONS,
  frontendOfEngine,
  NEWEST_FRONTEND,
  type BaseImage,
  type BuildOptions,
} from '../../src/build/options';
import { LineIndex } from '../../src/base/lineIndex';
import { RULES } from '../../src/lint/registry.generated';
import type { Rule } from '../../src/lint/rule';
import { DEFAULT_LINT_OPTIONS, lint } from '../../src/lint/run';
import { parseDockerfile } from '../../src/syntax/parse';
import { shellParser } from '../support/shell';
import { contextOf } from '../support/contextFact';
import { partOf, SEED } from './asked';
import { askBuilder, type Asked, type CheckedFile, type Said } from './checksAsk';
import { generatedFiles, CHECK_BASES } from './checksFiles';
import { readCorpus } from './corpus';
import { askVerdicts } from './checksBuilds';

export interface ChecksAgreement {
  readonly files: number;
  readonly wrong: readonly string[];
  /** Check → warnings that both give. */
  readonly agreed: ReadonlyMap<string, number>;
}

const CORPUS = process.env['LAYERLENS_CORPUS'] ?? join(process.cwd(), 'server/test/corpus');
const GENERATED = 200;
/** The frontend 1.N that first warns so (moby/buildkit: linter/ruleset.go at the tags dockerfile/1.N.0); others: 1.8. */
const SINCE: Readonly<Record<string, number>> = {
  FromPlatformFlagConstDisallowed: 9,
  InvalidDefaultArgInFrom: 9,
  RedundantTargetPlatform: 9,
  SecretsUsedInArgOrEnv: 9,
  InvalidDefinitionDescription: 11,
  ExposeInvalidFormat: 18,
  ExposeProtoCasing: 18,
  // Experimental before.
  CopyIgnoredFile: 21,
};
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Prints how often builder and rules agree, check by check. @returns whether they agree in everything */
export async function askChecks(builder: Builder): Promise<boolean> {
  const started = Date.now();
  const { files, wrong, agreed } = await compareChecks(builder, partOf(await filesFor(SEED)));
  const verdicts = await askVerdicts(builder);
  for (const line of [...wrong, ...verdicts.wrong])
    console.log(`not ok ${builder.id} checks\n${line.replace(/^/gm, '    ')}`);
  for (const [check, count] of [...agreed].sort()) console.log(`  ${check.padEnd(32)} ${String(count)} agree`);
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  const told = (count: number, what: string): string =>
    count === 0 ? 'all agree' : `${String(count)} ${what} not agree`;
  console.log(
    `checks ${builder.id}: ${String(files)} files, ${String(agreed.size)} checks, seed ${String(SEED)}: ${told(wrong.length, 'files do')}; ` +
      `${String(verdicts.claims)} claims of stopping or not: ${told(verdicts.wrong.length, 'do')}; ${seconds} s`,
  );
  return wrong.length + verdicts.wrong.length === 0;
}

async function filesFor(seed: number): Promise<CheckedFile[]> {
  const corpus = (await readCorpus(CORPUS)).map(({ name, dockerfile, buildArgs }) => ({ name, dockerfile, buildArgs }));
  return [...corpus, ...generatedFiles(seed, GENERATED)];
}

async function compareChecks(
  builder: Builder,
  files: readonly CheckedFile[],
  rules: readonly Rule[] = RULES,
): Promise<ChecksAgreement> {
  const registry = (builder.buildkit ?? builder.engine)?.registry;
  for (const [name, { image }] of Object.entries(CHECK_BASES))
    registry?.register(name, makeImage({ layers: [[]], ...image }));
  const twins = rules.filter((rule) => rule.twins.some((twin) => twin.startsWith('buildkit/')));
  const answers = await askBuilder(builder, files);
  const agreed = new Map<string, number>();
  const wrong: string[] = [];
  for (const [i, file] of files.entries()) {
    const asked = answers[i];
    if (!asked) continue;
    const ours = await findingsOf(file, asked, builder, twins);
    const { lacking, extra } = difference(asked, ours);
    for (const { check } of asked.said) agreed.set(check, (agreed.get(check) ?? 0) + 1);
    for (const { check } of lacking) agreed.set(check, (agreed.get(check) ?? 0) - 1);
    if (lacking.length + extra.length === 0) continue;
    const line = ({ check, line: at, message }: Said): string => `${String(at)} ${check}: ${message}`;
    wrong.push(
      [
        file.name,
        ...lacking.map((one) => `  builder only: ${line(one)}`),
        ...extra.map((one) => `  ours only:    ${line(one)}`),
        ...(asked.error === undefined ? [] : [`  the builder stopped: ${asked.error}`]),
        ...(process.env['LAYERLENS_SHOW'] === undefined ? [] : [asked.dockerfile.replace(/^/gm, '  | ')]),
      ].join('\n'),
    );
  }
  return { files: files.length, wrong, agreed };
}

/** A builder that stopped has not looked at everything: then ours may be more. */
function difference({ said, error }: Asked, ours: readonly Said[]): { lacking: Said[]; extra: Said[] } {
  const left = [...ours];
  const lacking = said.filter((one) => {
    const at = left.findIndex((other) => isSame(one, other));
    if (at === -1) return true;
    left.splice(at, 1);
    return false;
  });
  return { lacking, extra: error === undefined ? left : [] };
}

/** Ours may go on behind the builder's words. Of two names that are equally near, BuildKit takes any. */
function isSame(theirs: Said, ours: Said): boolean {
  const plain = (text: string): string => text.replace(/ \(did you mean [^)]*\)/, '');
  return (
    theirs.check === ours.check &&
    theirs.line === ours.line &&
    (ours.message.startsWith(theirs.message) ||
      (theirs.check === 'UndefinedArgInFrom' && plain(ours.message) === plain(theirs.message)))
  );
}

async function findingsOf(
  { buildArgs, ignore, files }: CheckedFile,
  { dockerfile }: Asked,
  builder: Builder,
  rules: readonly Rule[],
): Promise<Said[]> {
  const options: BuildOptions = {
    ...DEFAULT_BUILD_OPTIONS,
    buildArgs: buildArgs ?? {},
    frontend: builder.engine ? (frontendOfEngine(builder.version) ?? NEWEST_FRONTEND) : NEWEST_FRONTEND,
    base: baseOf,
  };
  const lines = new LineIndex(dockerfile);
  const facts = ignore === undefined ? {} : { context: contextOf({ '.dockerignore': ignore, ...files }) };
  const graph = buildGraph(parseDockerfile(dockerfile), options);
  return lint(graph, shellParser(), { ...DEFAULT_LINT_OPTIONS, only: ['buildkit/'], facts }, rules).flatMap(
    ({ rule, span, message }) =>
      rule.twins
        .filter((twin) => twin.startsWith('buildkit/'))
        .map((twin) => twin.slice('buildkit/'.length))
        .filter((check) => options.frontend >= (SINCE[check] ?? 8))
        .map((check) => ({
          check,
          line: lines.positionAt(span.start).line + 1,
          message,
        })),
  );
}

/** What the rig's registry serves. */
function baseOf(reference: string): BaseImage {
  const known = CHECK_BASES[reference.replace(/:[^/]*$/, '')];
  const config = known?.image.config ?? {};
  return {
    env: config.Env ?? [PATH],
    workingDir: config.WorkingDir ?? '',
    user: '',
    onBuild: config.OnBuild ?? [],
    ...(config.Shell && { shell: config.Shell }),
    platform: { os: 'linux', architecture: 'amd64', variant: '' },
  };
}
