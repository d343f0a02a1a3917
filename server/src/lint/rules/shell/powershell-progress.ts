// RULE powershell-progress: the id is the file name; the examples below are run as tests.
import { powershellRuns } from '../../facts/powershellRuns';
import { defineRule, type RuleExamples } from '../../rule';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nSHELL ["powershell", "-Command"]\nRUN Invoke-WebRequest https://example.com/a.zip -OutFile a.zip\n',
    'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nRUN powershell -Command iwr https://example.com/a.zip -OutFile a.zip\n',
  ],
  fixed: [
    'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nSHELL ["powershell", "-Command"]\nRUN $ProgressPreference = \'SilentlyContinue\'; Invoke-WebRequest https://example.com/a.zip -OutFile a.zip\n',
  ],
  good: [
    'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nSHELL ["powershell", "-Command", "$ProgressPreference = \'SilentlyContinue\';"]\nRUN Invoke-WebRequest https://example.com/a.zip -OutFile a.zip\n',
    'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nRUN powershell -Command Expand-Archive a.zip\n',
  ],
};

const FETCHES = /\b(?:Invoke-WebRequest|iwr)\b/i;
const SILENT = /\$ProgressPreference\s*=\s*["']?SilentlyContinue/i;

export default defineRule({
  id: 'powershell-progress',
  group: 'shell',
  severity: 'hint',
  since: '0.1.0',
  reads: ['syntax', 'run-words'],
  mentions: ['invoke-webrequest', 'iwr'],
  fix: 'confirm',
  title: 'PowerShell’s progress bar slows a download',
  why: 'Windows PowerShell draws its progress bar at every block: a download takes several times as long.',
  twins: ['tally/progress-preference'],
  *check(context) {
    for (const { step, shell, text, onbuild } of powershellRuns(context)) {
      if (!FETCHES.test(text) || SILENT.test(text) || shell.some((word) => SILENT.test(word))) continue;
      const start = step.rest.docOffset(0);
      const mayInsert = shell.length > 0 && step.form === 'shell' && !onbuild;
      yield {
        span: step.keywordSpan,
        message: 'The progress bar makes this download several times as slow.',
        ...confirmed(
          "Begin with $ProgressPreference = 'SilentlyContinue'",
          mayInsert
            ? [{ span: { start, end: start }, newText: "$ProgressPreference = 'SilentlyContinue'; " }]
            : undefined,
        ),
      };
    }
  },
});
