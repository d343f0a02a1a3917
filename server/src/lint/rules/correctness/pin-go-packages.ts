// RULE pin-go-packages: the id is the file name; the examples below are run as tests.
import { pinFinding, unpinnedCalls } from '../../facts/unpinned';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM golang:1.23\nRUN go install golang.org/x/tools/cmd/stringer@latest\n',
    'FROM golang:1.23\nRUN go get github.com/a/b\n',
  ],
  fixed: [],
  good: [
    'FROM golang:1.23\nRUN go install golang.org/x/tools/cmd/stringer@v0.24.0\n',
    'FROM golang:1.23\nRUN go install ./cmd/app && go get\n',
    'FROM golang:1.23\nRUN go run main.go\n',
    // go.mod says which.
    'FROM golang:1.23\nCOPY go.mod go.sum ./\nRUN go install golang.org/x/tools/cmd/stringer\n',
  ],
};

export default defineRule({
  id: 'pin-go-packages',
  group: 'correctness',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['go'],
  fix: 'none',
  title: 'Go tools without a version',
  why: 'The same Dockerfile installs something else next month, and nobody sees what changed.',
  twins: ['hadolint/DL3062', 'droast/DF054'],
  differs:
    'hadolint reports `go install` without `@` too: the go.mod around it says the version there, and this is told only when you ask for the twin by name.',
  *check(context) {
    for (const found of unpinnedCalls(context, ['go'], (call) => /^(?:install|get|run)$/.test(call.phrase))) {
      // `install` and `run` take what the go.mod around them asks for, and stop where none is.
      const isByModule = found.call.phrase !== 'get' && found.words.every(({ text }) => text?.includes('@') === false);
      yield { ...pinFinding(found, '`module@version`'), ...(isByModule && { severity: 'off' as const }) };
    }
  },
});
