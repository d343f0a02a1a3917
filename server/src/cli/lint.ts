// Knows: `layerlens lint`: findings as text or JSON, and the exit code they ask for.
import { parseArgs } from 'node:util';
import { stat } from 'node:fs/promises';
import { LineIndex } from '../base/lineIndex';
import type { Span } from '../base/span';
import { buildGraph } from '../build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../build/options';
import { createShellParser } from '../shell/treeSitter';
import { readShellGrammar } from '../host/shellWasm';
import { atLeast, DEFAULT_LINT_OPTIONS, isSeverity, lint, type LintOptions } from '../lint/run';
import { RULES } from '../lint/registry.generated';
import type { RuleFinding } from '../lint/rule';
import { parseDockerfile } from '../syntax/parse';
import { findDockerfiles } from './dockerfiles';
import { Misuse } from './failure';
import { readDockerfile, reason, type Output } from './io';
import { printable } from './table';

const FLAGS = {
  format: { type: 'string' },
  json: { type: 'boolean' },
  'fail-on': { type: 'string' },
  rules: { type: 'string' },
  only: { type: 'string', multiple: true },
} as const;

interface FileFindings {
  readonly path: string;
  readonly text: string;
  readonly findings: readonly RuleFinding[];
}

export async function lintCommand(argv: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...argv], options: FLAGS, allowPositionals: true });
  if (positionals.length === 0)
    throw new Misuse('layerlens lint needs a Dockerfile or a folder. Give at least one path.');
  const format = values.json === true ? 'json' : (values.format ?? 'text');
  if (format !== 'text' && format !== 'json') throw new Misuse(`--format ${format} is not known. Use text or json.`);
  const failOn = values['fail-on'] ?? 'warning';
  if (!isSeverity(failOn))
    throw new Misuse(`--fail-on ${failOn} is not a severity. Use hint, info, warning, error or off.`);
  const options = lintOptions(values.rules ?? 'default', values.only ?? [], output);
  const files: FileFindings[] = [];
  const { runtime, grammar } = await readShellGrammar();
  const shell = await createShellParser(runtime, grammar);
  for (const path of await expandPaths(positionals)) {
    const text = await readDockerfile(path);
    files.push({
      path,
      text,
      findings: lint(buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS), shell, options),
    });
  }
  output.data(format === 'json' ? `${JSON.stringify(asJson(files), null, 2)}\n` : asText(files));
  const fails = files.some(({ findings }) =>
    findings.some(({ effective }) => failOn !== 'off' && atLeast(effective, failOn)),
  );
  return fails ? 1 : 0;
}

function lintOptions(rules: string, only: readonly string[], output: Output): LintOptions {
  if (rules !== 'default' && rules !== 'all') throw new Misuse(`--rules ${rules} is not known. Use all or default.`);
  const wanted = only.flatMap((entry) => entry.split(',')).filter((entry) => entry !== '');
  const unknown = wanted.find(
    (entry) => !RULES.some((rule) => rule.id === entry || rule.twins.some((twin) => twin.startsWith(entry))),
  );
  // A prefix of a tool's twins is no mistake, even while no rule of ours has one.
  if (unknown !== undefined && !unknown.includes('/'))
    throw new Misuse(`--only ${unknown}: there is no rule of that name.`);
  return {
    ...DEFAULT_LINT_OPTIONS,
    rules,
    only: wanted,
    onRuleError: (rule, error) => {
      output.note(`Rule ${rule} failed and was left out: ${String(error)}`);
    },
  };
}

async function expandPaths(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    if (path === '-') {
      files.push(path);
      continue;
    }
    let isFolder: boolean;
    try {
      isFolder = (await stat(path)).isDirectory();
    } catch (error) {
      throw new Misuse(`Cannot read ${path}: ${reason(error)}.`);
    }
    files.push(...(isFolder ? await findDockerfiles(path) : [path]));
  }
  return [...new Set(files)];
}

function asJson(files: readonly FileFindings[]): unknown {
  return {
    schemaVersion: 1,
    files: files.map(({ path, text, findings }) => {
      const lines = new LineIndex(text);
      const range = ({ start, end }: Span): unknown => ({ start: lines.positionAt(start), end: lines.positionAt(end) });
      return {
        path,
        findings: findings.map((finding) => ({
          rule: finding.rule.id,
          twins: finding.rule.twins,
          severity: finding.effective,
          message: finding.message,
          range: range(finding.span),
          related: (finding.related ?? []).map(({ span, message }) => ({ range: range(span), message })),
          bytes: finding.bytes?.likely ?? null,
          fixes: (finding.fixes ?? []).map((fix) => ({ title: fix.title, class: fix.class })),
        })),
      };
    }),
  };
}

/** More of a line is not shown: a file may be one line. */
const LONGEST_LINE = 240;

function asText(files: readonly FileFindings[]): string {
  const blocks = files.flatMap(({ path, text, findings }) => {
    const lines = new LineIndex(text);
    const show = (start: number, end: number): string => printable(text.slice(start, end).replaceAll('\t', ' '));
    return findings.map(({ span, effective, message, rule, fixes = [] }) => {
      const { line, character } = lines.positionAt(span.start);
      const [start, end] = [lines.lineStart(line), lines.lineEnd(line)];
      const from = span.start - start > LONGEST_LINE / 2 ? span.start - LONGEST_LINE / 2 : start;
      const to = Math.min(end, from + LONGEST_LINE);
      const marks = ' '.repeat(show(from, span.start).length);
      const carets = '^'.repeat(Math.max(1, show(span.start, Math.min(span.end, to)).length));
      const place = `${printable(path)}:${String(line + 1)}:${String(character + 1)}`;
      const said = `${place}: ${effective}: ${printable(message)} [${rule.id}]\n`;
      const titles = fixes.map(({ title }) => `    fix: ${printable(title)}\n`).join('');
      return `${said}    ${show(from, to)}\n    ${marks}${carets}\n${titles}`;
    });
  });
  const count = files.reduce((sum, { findings }) => sum + findings.length, 0);
  const summary = `${String(count)} finding${count === 1 ? '' : 's'} in ${String(files.length)} file${files.length === 1 ? '' : 's'}\n`;
  return blocks.join('') + summary;
}
