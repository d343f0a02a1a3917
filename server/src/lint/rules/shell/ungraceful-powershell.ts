// RULE ungraceful-powershell: the id is the file name; the examples below are run as tests.
import { powershellRuns } from '../../facts/powershellRuns';
import { defineRule, type RuleExamples } from '../../rule';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nSHELL ["powershell", "-Command"]\nRUN Invoke-WebRequest https://example.com/a.zip -OutFile a.zip; Expand-Archive a.zip\n',
    'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nRUN powershell -Command New-Item x; Remove-Item y\n',
  ],
  fixed: [
    'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nSHELL ["powershell", "-Command"]\nRUN $ErrorActionPreference = \'Stop\'; Invoke-WebRequest https://example.com/a.zip -OutFile a.zip; Expand-Archive a.zip\n',
  ],
  good: [
    'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nSHELL ["powershell", "-Command", "$ErrorActionPreference = \'Stop\';"]\nRUN New-Item x; Remove-Item y\n',
    'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nRUN powershell -Command New-Item x\n',
    'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nRUN powershell -File install.ps1; echo done\n',
    'FROM debian:12\nRUN echo powershell; make\n',
  ],
};

const STOPS = /\$ErrorActionPreference\s*=\s*["']?Stop|-ErrorAction\s+Stop/i;

export default defineRule({
  id: 'ungraceful-powershell',
  group: 'shell',
  severity: 'info',
  since: '0.1.0',
  reads: ['syntax', 'run-words'],
  mentions: [';', '<<'],
  fix: 'confirm',
  title: 'A PowerShell script goes on after errors',
  why: 'PowerShell prints most errors and goes on: the build succeeds with what is left of a failed step.',
  twins: ['tally/error-action-preference'],
  *check(context) {
    for (const { step, shell, text, onbuild } of powershellRuns(context)) {
      const statements = text
        .split(/[;\n]/)
        .filter((part) => part.trim() !== '' && !/^\s*\$\w+Preference\s*=/.test(part));
      if (
        statements.length < 2 ||
        STOPS.test(text) ||
        shell.some((word) => STOPS.test(word)) ||
        /\s-File\s/i.test(text)
      )
        continue;
      const start = step.rest.docOffset(0);
      const mayInsert = shell.length > 0 && step.form === 'shell' && !onbuild;
      yield {
        span: step.keywordSpan,
        message: 'An error in the middle of this script does not stop it, nor the build.',
        ...confirmed(
          "Begin with $ErrorActionPreference = 'Stop'",
          mayInsert ? [{ span: { start, end: start }, newText: "$ErrorActionPreference = 'Stop'; " }] : undefined,
        ),
      };
    }
  },
});
