// Knows: which of our findings are news beside what other extensions show in a document: it is what is really on the screen
// that counts, not what is installed.
import { DiagnosticSeverity, extensions, languages } from 'vscode';
import type { Diagnostic, Uri } from 'vscode';
import { SYNTAX_ERRORS, TWINS } from './ruleTwins.generated';
import { SECTION, setting } from './settings';
import { isNews, type Shown } from './twins';

/** Extensions that ask dockerfile-utils for syntax errors. */
const PARSERS = ['docker.docker', 'ms-azuretools.vscode-docker', 'ms-azuretools.vscode-containers'];

const isOurs = ({ source }: Diagnostic): boolean => source === SECTION;

function codeOf({ code }: Diagnostic): string {
  const value = typeof code === 'object' ? code.value : code;
  return value === undefined ? '' : String(value);
}

export const othersIn = (uri: Uri): readonly Shown[] =>
  languages
    .getDiagnostics(uri)
    .filter((diagnostic) => !isOurs(diagnostic))
    .map((diagnostic) => ({
      source: diagnostic.source ?? '',
      code: codeOf(diagnostic),
      startLine: diagnostic.range.start.line,
      endLine: diagnostic.range.end.line,
      isError: diagnostic.severity === DiagnosticSeverity.Error,
    }));

/** Our findings without those that somebody else shows. */
export function newsOnly<D extends Diagnostic>(uri: Uri, findings: readonly D[]): D[] {
  const neighbourhood = {
    others: othersIn(uri),
    someoneParses: PARSERS.some((id) => extensions.getExtension(id) !== undefined),
    hidesTwins: setting('layerlens.lint.besideOthers', uri),
    syntaxErrors: setting('layerlens.syntaxErrors', uri),
  };
  return findings.filter((finding) => {
    const code = codeOf(finding);
    const { start, end } = finding.range;
    const ours = {
      // Codes of ShellCheck are its own.
      twins: TWINS[code] ?? [code],
      syntax: SYNTAX_ERRORS.has(code),
      ...{ startLine: start.line, endLine: end.line },
    };
    return isNews(ours, neighbourhood);
  });
}
