// Knows: `layerlens lint`: which files, with which configuration, in which order; what it writes, and the exit code.
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { NEVER_CANCELLED } from '../base/platform';
import { openSavedImage } from '../host/archiveImage';
import { inWorkers } from '../host/workerPool';
import type { Image } from '../image/model';
import { withConfig } from '../lint/config/configMerge';
import type { LintOptions } from '../lint/run';
import { atLeast } from '../lint/severity';
import { createParser } from '../shell/parser';
import { wantedFiles, type WantedFile } from './dockerfiles';
import { Misuse, misuse } from './failure';
import { asCheckstyle } from './formats/checkstyle';
import { asGithub } from './formats/github';
import { asGitlab } from './formats/gitlab';
import { asJson } from './formats/json';
import { asSarif } from './formats/sarif';
import { asText } from './formats/text';
import { readDockerfile, reason, type Output } from './io';
import { lintConfigs, type LintConfigs } from './lintConfig';
import { LintContext } from './lintContext';
import { lintText, unwired, type FileFindings } from './lintFile';
import { fixesAsDiff } from './lintFixes';
import { lintRequest, type LintRequest } from './lintFlags';
import { LINT_WORKER, ruleFailed, type LintAnswer, type LintJob } from './lintWorker';

/** Fewer files are done before a thread has started. */
const WORTH_THREADS = 40;
/** So many files take long enough that a person wants to see something. */
const WORTH_PROGRESS = 200;

export async function lintCommand(argv: readonly string[], output: Output, version: string): Promise<number> {
  const request = lintRequest(argv);
  const configs = await lintConfigs(request.config);
  const wanted: WantedFile[] = [];
  for (const file of await wantedFiles(request.paths))
    if (file.named || !(await configs.ignores(file.path))) wanted.push(file);
  const run = new Run(request, configs, output);
  const files = await run.lint(wanted);
  for (const problem of configs.problems()) output.note(`${problem}\n`);

  const text = request.fixes.length > 0 ? await run.diff(files) : format(request, files, output, version);
  if (request.output === undefined) output.data(text);
  else
    await writeFile(request.output, text).catch((error: unknown) => {
      throw new Misuse(`Cannot write ${request.output ?? ''}: ${reason(error)}.`);
    });
  if (await run.fails(files)) return 1;
  return run.couldNotRead ? 2 : 0;
}

class Run {
  couldNotRead = false;
  readonly #shell = createParser();
  readonly #context: LintContext | undefined;
  readonly #today = new Date().toISOString().slice(0, 10);

  constructor(
    private readonly request: LintRequest,
    private readonly configs: LintConfigs,
    private readonly output: Output,
  ) {
    this.#context = request.context === undefined ? undefined : new LintContext(request.context);
  }

  /** In the order of the files. */
  async lint(wanted: readonly WantedFile[]): Promise<FileFindings[]> {
    const isMany =
      wanted.length > WORTH_THREADS && availableParallelism() > 1 && !this.#context && this.request.image === undefined;
    const files: FileFindings[] = [];
    for await (const file of isMany ? this.#inThreads(wanted) : this.#here(wanted)) if (file) files.push(file);
    return files;
  }

  async *#here(wanted: readonly WantedFile[]): AsyncGenerator<FileFindings | undefined> {
    for (const { path, named } of wanted) {
      let text: string;
      try {
        text = await readDockerfile(path);
      } catch (error) {
        if (named || !(error instanceof Misuse)) throw error;
        this.#unreadable(error.message);
        continue;
      }
      const options = await this.#optionsOf(path);
      yield lintText(this.#nameOf(path), text, options, this.#shell, this.request.target, await this.#readImage());
    }
  }

  /** The image of `--image`, with its files. */
  async #readImage(): Promise<Image | undefined> {
    const { image } = this.request;
    if (image === undefined) return undefined;
    const outcome = await openSavedImage(image, { signal: NEVER_CANCELLED, files: true });
    if (!outcome.ok) throw misuse(outcome.problem);
    return outcome.value;
  }

  async *#inThreads(wanted: readonly WantedFile[]): AsyncGenerator<FileFindings | undefined> {
    const jobs: LintJob[] = [];
    for (const { path } of wanted) {
      jobs.push({ path, options: await this.#dataOf(path), target: this.request.target });
    }
    const shows = process.stderr.isTTY && jobs.length >= WORTH_PROGRESS;
    let done = 0;
    const told = new Set<string>();
    for await (const { file, unreadable, errors } of inWorkers<LintAnswer>(PROGRAM, LINT_WORKER, jobs)) {
      const { path, named } = wanted[done++] ?? { path: '', named: false };
      for (const error of errors) {
        if (!told.has(error)) this.output.note(error);
        told.add(error);
      }
      if (unreadable !== undefined) {
        if (named) throw new Misuse(unreadable);
        this.#unreadable(unreadable);
      }
      if (shows && done % 20 === 0) process.stderr.write(`\r${String(done)} of ${String(jobs.length)} files`);
      if (file) yield { ...unwired(file), path: this.#nameOf(path) };
    }
    if (shows) process.stderr.write('\r\u001b[K');
  }

  /** What the files would be with their fixes applied. */
  async diff(files: readonly FileFindings[]): Promise<string> {
    const diffs: string[] = [];
    for (const { path, text, findings } of files) {
      const options = await this.#optionsOf(path);
      const again = (fixed: string) => lintText(path, fixed, options, this.#shell, this.request.target).findings;
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

  async #optionsOf(path: string): Promise<LintOptions> {
    return {
      ...(await this.#dataOf(path)),
      onRuleError: (rule, error) => {
        this.output.note(ruleFailed(rule, error));
      },
    };
  }

  /** What passes to a thread. */
  async #dataOf(path: string): Promise<LintOptions> {
    const { rules, only, preset } = this.request;
    const { config } = await this.configs.of(this.#nameOf(path));
    const context = await this.#context?.of(path === '-' ? `${this.request.context ?? '.'}/Dockerfile` : path);
    return {
      ...withConfig({ ...config, ...(preset && { preset }) }),
      rules,
      only,
      today: this.#today,
      ...(context && { facts: { context } }),
    };
  }

  #nameOf(path: string): string {
    return path === '-' ? (this.request.stdinName ?? '-') : path;
  }

  #unreadable(message: string): void {
    this.couldNotRead = true;
    this.output.note(`${message}\n`);
  }
}

/** Starts this very program; in a thread it knows what it is for (main.ts). */
const PROGRAM = fileURLToPath(new URL('server.js', import.meta.url));

function format(request: LintRequest, all: readonly FileFindings[], output: Output, version: string): string {
  const files = request.showsSilenced ? all : all.map((file) => ({ ...file, suppressed: [] }));
  switch (request.format) {
    case 'text':
      return asText(files, isColoured(request, output));
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
