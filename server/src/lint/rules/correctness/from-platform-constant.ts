// RULE from-platform-constant: the id is the file name; the examples below are run as tests.
import { parsePlatform } from '../../../build/platform';
import { expand } from '../../../syntax/expand';
import { flagOf } from '../../../syntax/model';
import { quoted } from '../../../layers/goFormat';
import { flagValueSpan, placed } from '../../facts/placing';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM --platform=linux/amd64 alpine AS build\nRUN make\n', 'FROM --platform=amd64 alpine\nRUN make\n'],
  fixed: [
    'FROM --platform=$BUILDPLATFORM alpine AS build\nRUN make\n',
    'FROM --platform=$BUILDPLATFORM alpine\nRUN make\n',
  ],
  good: [
    'FROM --platform=$BUILDPLATFORM alpine AS build\n',
    'FROM --platform=linux/amd64 alpine AS build-amd64\n',
    'FROM --platform=linux/arm64 alpine AS base_linux\n',
  ],
};

export default defineRule({
  id: 'from-platform-constant',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['--platform'],
  fix: 'confirm',
  title: '`--platform` with a constant',
  why: 'The image is of that platform even when the build asks for another. A stage whose name says the platform is meant so.',
  twins: [
    'buildkit/FromPlatformFlagConstDisallowed',
    'hadolint/DL3029',
    'kics/from-platform-constant',
    'terrascan/AC_DOCKER_0001',
    'semgrep/avoid-platform-with-from',
    'droast/DF061',
  ],
  differs:
    'As BuildKit: a stage whose name holds the platform, as `base-amd64`, means it. hadolint reports these too, and every variable but `BUILDPLATFORM` and `TARGETPLATFORM`.',
  *check({ graph, model }) {
    for (const { from, name = '' } of graph.stages) {
      const flag = flagOf(from, 'platform');
      if (!flag?.value) continue;
      const get = (variable: string): string | undefined => graph.globals.get(variable);
      const { text, used, unset, error } = expand(flag.value, { get }, { escape: model.escape });
      if (error !== undefined || used.size > 0 || unset.size > 0) continue;
      const platform = parsePlatform(text, graph.options.buildPlatform);
      if (!platform || name.includes(platform.os) || name.includes(platform.architecture)) continue;
      const span = flagValueSpan(model, flag);
      const fixes: Fix[] = span
        ? [
            {
              class: 'confirm',
              title: 'Use $BUILDPLATFORM (the platform of the machine that builds)',
              edits: [{ span, newText: '$BUILDPLATFORM' }],
            },
          ]
        : [];
      yield {
        ...placed(model, from, span ?? flag.span, 'The flag'),
        message: `FROM --platform flag should not use constant value ${quoted(text)}`,
        fixes,
      };
    }
  },
});
