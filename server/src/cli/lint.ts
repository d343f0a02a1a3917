// Knows: `layerlens lint`: which files, with which configuration, in which order; what it writes, and the exit code.
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { NEVER_CANCELLED } from '../base/platform';
import type { Image } from '../image/model';
import type { LintConfig } from '../lint/config/config';
import { withConfig } from '../lint/config/configMerge';
import type { ContextFact } from '../lint/facts/contextFact';
import { atLeast } from '../lint/severity';
import { createParser } from '../shell/parser';
import { wantedFiles, type WantedFile } from './dockerfiles';
import { Misuse, misuse } from './failure';
import { asCheckstyle } from './formats/checkstyle';
import { asGithub } from './formats/github';
import { asGitlab } from './formats/gitlab';
import { asJson } from './formats/json';
import { asSarif } from './formats/sarif';
import { asText, plural } from './formats/text';
import { cannotWrite, readDockerfile, type Output } from './io';
import { KnownFindings } from './lintBaseline';
import { LintBuilds, NO_BUILD } from './lintBuilds';
import { lintConfigs, type LintConfigs } from './lintConfig';
import { LintContexts } from './lintContext';
import { lintText, lintTextAsking, type FileFindings, type LintSetup } from './lintFile';
import { fixesAsDiff } from './lintFixes';
import { lintRequest, type LintRequest } from './lintFlags';
import type { ShellCheckAsker } from './lintShellCheck';
import { LintThreads } from './lintThreads';
import { ruleFailed, type LintJob } from './lintWorker';

/** Fewer files are done before a thread has started. */
const WORTH_THREADS = 40;
/** So many files take long enough that a person wants to see something. */
const WORTH_PROGRESS = 200;

export async function lintCommand(argv: readonly string[], output: Output, version: string): Promise<number> {
  const request = lintRequest(argv);
  const configs = await lintConfigs(request.config);
  const wanted: WantedFile[] = [];
  const found = await wantedFiles(request.paths);
  for (const file of found) if (file.named || !(await configs.ignores(file.path))) wanted.push(file);
  if (wanted.length === 0) output.note(`${whyNone(request.paths, found.length)}\n`);
  const run = new Run(request, configs, output);
  const files = await run.lint(wanted);
  for (const problem of configs.problems()) output.note(`${problem}\n`);

  if (request.target !== undefined && files.length > 0 && files.every(({ lacksTarget }) => lacksTarget))
    throw new Misuse(
      `--target ${request.target}: ${plural(files.length, 'file')} looked at, none has a stage of that name.`,
    );
  for (const { path, imageIsForeign } of files)
    if (imageIsForeign === true)
      output.note(
        `${request.image ?? 'The image'} was not made from ${path}: its history does not fit. It is left out; build the image again to have it looked at.\n`,
      );
  const isIncomplete = run.couldNotRead || configs.isBroken();

  const baseline = new KnownFindings(request, configs);
  if (request.writesBaseline) {
    for (const line of await baseline.write(files)) output.note(`${line}\n`);
    return isIncomplete ? 2 : 0;
  }
  const { told, known } = await baseline.leftOut(files);
  // Who repairs wants to repair what is known, too.
  const text = request.fixes.length > 0 ? await run.diff(files) : format(request, told, known, output, version);
  if (request.output === undefined) output.data(text);
  else
    await writeFile(request.output, text).catch((error: unknown) => {
      throw cannotWrite(request.output ?? '', error);
    });
  if (await run.fails(told)) return 1;
  return isIncomplete ? 2 : 0;
}

/** There is nothing to lint, which is no fault, and seldom what was meant. */
function whyNone(paths: readonly string[], found: number): string {
  if (found > 0)
    return `${plural(found, 'Dockerfile')} found, and \`ignore\` in the configuration keeps out all of them.`;
  return `No Dockerfile found in ${paths.join(', ')}: in folders, names like Dockerfile, Dockerfile.dev, api.Dockerfile and Containerfile count. Name a file to have it linted, whatever it is called.`;
}

class Run {
  couldNotRead = false;
  readonly #shell = createParser();
  readonly #contexts = new LintContexts();
  readonly #builds: LintBuilds;
  readonly #prepared = new Map<string, Prepared>();
  readonly #askers = new Map<string, ShellCheckAsker | undefined>();
  readonly #today = new Date().toISOString().slice(0, 10);

  constructor(
    private readonly request: LintRequest,
    private readonly configs: LintConfigs,
    private readonly output: Output,
  ) {
    this.#builds = new LintBuilds(request.readsProject);
  }

  /** In the order of the files. */
  async lint(wanted: readonly WantedFile[]): Promise<FileFindings[]> {
    const files: FileFindings[] = [];
    const prepared: Prepared[] = [];
    this.#builds.expect(wanted.map((file) => ({ dockerfile: this.#nameOf(file.path), folder: file.folder })));
    for (const file of wanted) prepared.push(await this.#prepare(file));
    const { image } = this.request;
    // A context is read once, here, and does not pass to a thread; nor does standard input.
    const passes = new Set(
      prepared.filter(({ path, context }) => path !== '-' && context === undefined && image === undefined),
    );
    const isMany = passes.size > WORTH_THREADS && availableParallelism() > 1;
    const threads = isMany
      ? new LintThreads([...passes], (text) => {
          this.output.note(text);
        })
      : undefined;
    const progress = new Progress(wanted.length);
    try {
      for (const one of prepared) {
        const file = threads && passes.has(one) ? await threads.next() : await this.#here(one);
        progress.step();
        if (typeof file === 'string') {
          if (one.named) throw new Misuse(file);
          this.couldNotRead = true;
          this.output.note(`${file}\n`);
        } else files.push({ ...file, path: one.name });
      }
    } finally {
      progress.end();
      await threads?.end();
    }
    return files;
  }

  /** The findings, or why the file cannot be read. */
  async #here(one: Prepared): Promise<FileFindings | string> {
    let text: string;
    try {
      text = await readDockerfile(one.path);
    } catch (error) {
      if (error instanceof Misuse) return error.message;
      throw error;
    }
    const setup = await this.#setupOf(one);
    const image = await this.#readImage();
    const asker = one.shellCheck === undefined ? undefined : this.#askers.get(one.shellCheck);
    return asker
      ? lintTextAsking(one.name, text, setup, this.#shell, asker, image)
      : lintText(one.name, text, setup, this.#shell, image);
  }

  /** The image of `--image`, with its files. */
  async #readImage(): Promise<Image | undefined> {
    const { image } = this.request;
    if (image === undefined) return undefined;
    const { openSavedImage } = await import('../host/archiveImage');
    const outcome = await openSavedImage(image, { signal: NEVER_CANCELLED, files: true });
    if (!outcome.ok) throw misuse(outcome.problem);
    return outcome.value;
  }

  /** What the files would be with their fixes applied. */
  async diff(files: readonly FileFindings[]): Promise<string> {
    const diffs: string[] = [];
    for (const { path, text, findings } of files) {
      const one = this.#prepared.get(path);
      if (!one) continue;
      const setup = await this.#setupOf(one);
      const again = (fixed: string) => lintText(path, fixed, setup, this.#shell).findings;
      diffs.push(fixesAsDiff(path, text, findings, this.request.fixes, again));
    }
    return diffs.join('');
  }

  async fails(files: readonly FileFindings[]): Promise<boolean> {
    for (const { path, findings } of files) {
      const limit = this.request.failOn ?? (await this.configs.of(path)).config.failOn ?? 'warning';
      if (limit !== 'off' && findings.some(({ effective }) => atLeast(effective, limit))) return true;
    }
    return false;
  }

  async #prepare({ path, named, folder }: WantedFile): Promise<Prepared> {
    const name = this.#nameOf(path);
    const { rules, only, preset } = this.request;
    const { config } = await this.configs.of(name);
    const said = await this.configs.saidOfBuild(name);
    const build = name === '-' && !said ? NO_BUILD : await this.#builds.of({ dockerfile: name, folder }, said);
    const prepared: Prepared = {
      path,
      name,
      named,
      context: this.request.context ?? (build.context === undefined ? undefined : here(build.context)),
      shellCheck: await this.#shellCheckFor(config),
      setup: {
        options: {
          ...withConfig({ ...config, ...(preset && { preset }) }),
          rules,
          only,
          today: this.#today,
          ...(build.project && { facts: { project: build.project } }),
        },
        target: this.request.target ?? build.stage,
        buildArgs: build.buildArgs,
      },
    };
    this.#prepared.set(name, prepared);
    return prepared;
  }

  #nameOf(path: string): string {
    return path === '-' ? (this.request.stdinName ?? '-') : path;
  }

  /** With what does not pass to a thread. */
  async #setupOf({ name, context, setup }: Prepared): Promise<LintSetup> {
    const fact = context === undefined ? undefined : await this.#contextOf(context, name);
    const onRuleError = (rule: string, error: unknown): void => {
      this.output.note(ruleFailed(rule, error));
    };
    const facts = { ...setup.options.facts, ...(fact && { context: fact }) };
    return { ...setup, options: { ...setup.options, facts, onRuleError } };
  }

  /** Undefined: it is there only when something has been built before, which is no reason to stop. */
  async #contextOf(folder: string, name: string): Promise<ContextFact | undefined> {
    try {
      return await this.#contexts.of(
        folder,
        name === '-' ? `${folder}/Dockerfile` : name,
        this.request.context !== undefined,
      );
    } catch (error) {
      if (this.request.context !== undefined || !(error instanceof Misuse)) throw error;
      return undefined;
    }
  }

  /** Program of ShellCheck, when somebody asked for it and it answers. */
  async #shellCheckFor({ shellcheck }: LintConfig): Promise<string | undefined> {
    const given = this.request.shellCheck;
    if (given === false || (given === undefined && shellcheck !== true)) return undefined;
    const { programNamed, ShellCheckAsker, whyNotThere } = await import('./lintShellCheck');
    const program = programNamed(given ?? 'shellcheck');
    if (!this.#askers.has(program)) {
      const why = await whyNotThere(program);
      if (why !== undefined && given !== undefined) throw new Misuse(`Cannot run ${given}: ${why}.`);
      if (why !== undefined)
        this.output.note(
          `ShellCheck is not asked, although the configuration wants it: ${why}. Install it, or say where it is with --shellcheck.\n`,
        );
      this.#askers.set(program, why === undefined ? new ShellCheckAsker(program, availableParallelism()) : undefined);
    }
    return this.#askers.get(program) && program;
  }
}

/** As a person calls it who stands here. */
const here = (folder: string): string => relative(process.cwd(), folder) || '.';

/** One file, and all that was found out about it before it is read. */
interface Prepared extends LintJob {
  /** As it is called in reports. */
  readonly name: string;
  readonly named: boolean;
  /** Folder of its build context. */
  readonly context: string | undefined;
}

/** How far it is, for a person who waits. */
class Progress {
  #done = 0;
  readonly #shows: boolean;

  constructor(private readonly all: number) {
    this.#shows = process.stderr.isTTY && all >= WORTH_PROGRESS;
  }

  step(): void {
    if (this.#shows && ++this.#done % 20 === 0)
      process.stderr.write(`\r${String(this.#done)} of ${String(this.all)} files`);
  }

  end(): void {
    if (this.#shows) process.stderr.write('\r\u001b[K');
  }
}

function format(
  request: LintRequest,
  all: readonly FileFindings[],
  known: number,
  output: Output,
  version: string,
): string {
  const files = request.showsSilenced ? all : all.map((file) => ({ ...file, suppressed: [] }));
  switch (request.format) {
    case 'text':
      return asText(files, isColoured(request, output), known);
    case 'json':
      return asJson(files, request.showsSilenced);
    case 'sarif':
      return asSarif(files, version, request.showsSilenced);
    case 'github':
      return asGithub(files);
    case 'checkstyle':
      return asCheckstyle(files);
    case 'gitlab':
      return asGitlab(files);
  }
}

/** On a terminal, unless NO_COLOR is set (no-color.org); FORCE_COLOR is for CI logs that understand it. */
function isColoured({ output: file }: LintRequest, { isTerminal }: Output): boolean {
  const { NO_COLOR = '', FORCE_COLOR = '' } = process.env;
  if (NO_COLOR !== '' || file !== undefined) return false;
  return isTerminal || (FORCE_COLOR !== '' && FORCE_COLOR !== '0');
}
