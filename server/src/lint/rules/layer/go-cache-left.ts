// RULE go-cache-left: the id is the file name; the examples below are run as tests.
import { CACHES } from '../../../shell/tools/packages/caches';
import { isUsedLater } from '../../facts/chainFacts';
import { appended, leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM golang:1.23\nRUN go install github.com/a/b@v1.2.3\n',
    'FROM golang:1.23\nCOPY go.mod go.sum ./\nRUN go mod download\nRUN --mount=type=cache,target=/root/.cache/go-build go build -o /app .\n',
  ],
  fixed: [
    'FROM golang:1.23\nRUN go install github.com/a/b@v1.2.3 && go clean -cache -modcache\n',
    'FROM golang:1.23\nCOPY go.mod go.sum ./\nRUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build go mod download\nRUN --mount=type=cache,target=/root/.cache/go-build --mount=type=cache,target=/go/pkg/mod go build -o /app .\n',
  ],
  good: [
    'FROM golang:1.23 AS build\nRUN go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\n',
    'FROM golang:1.23\nRUN go build -o /app . && go clean -cache -modcache\n',
    'FROM golang:1.23\nRUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build go build -o /app .\n',
    'FROM golang:1.23\nRUN go version\n',
  ],
};

export default defineRule({
  id: 'go-cache-left',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['go'],
  fix: 'confirm',
  title: 'Build and module cache of Go left in the layer',
  why: 'The sources of every module and the objects of every package stay in the image, where nothing uses them once the program is built.',
  twins: [],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'go',
      what: "Go's build and module cache",
      told: (_, __, calls) =>
        calls.every(({ verb }) => verb === 'download')
          ? { what: "Go's module cache", path: CACHES.go.left[1] }
          : undefined,
      shippedOnly: true,
      leaves: ({ verb, phrase }) =>
        verb === 'install' || verb === 'build' || verb === 'run' || phrase === 'mod download' || phrase === 'mod tidy',
      // A later step that builds would download and compile everything again.
      repair: (run, calls, context) => (isUsedLater(context, run, 'go') ? undefined : appended(calls, 'confirm')),
    });
  },
});
