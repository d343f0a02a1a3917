// RULE untrusted-registry: the id is the file name; the examples below are run as tests.
import { imageUses } from '../../facts/imageUses';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  options: { trustedRegistries: ['docker.io', '*.corp.test'] },
  bad: [
    'FROM ghcr.io/acme/base:1.0\n',
    'FROM debian:12\nCOPY --from=quay.io/acme/tool:1 /tool /usr/bin/\n',
    'FROM debian:12\nRUN --mount=type=bind,from=quay.io/acme/tool:1,target=/t true\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nFROM registry.corp.test/base:1\n',
    'FROM debian:12 AS build\nFROM scratch\nCOPY --from=build /a /\n',
    'ARG BASE\nFROM $BASE\n',
  ],
};

export default defineRule({
  id: 'untrusted-registry',
  group: 'security',
  severity: 'off',
  since: '0.1.0',
  reads: ['graph'],
  fix: 'none',
  title: 'An image from a registry that is not on the list',
  why: 'For teams that take images only from registries they know. Without a list in the option trustedRegistries the rule says nothing.',
  twins: ['hadolint/DL3026', 'dockerfile_lint/specified_registry', 'droast/DF065'],
  differs: 'COPY --from and RUN --mount from= are looked at too.',
  options: {
    trustedRegistries: {
      type: 'strings',
      default: [],
      description:
        'Hosts of registries that images may come from; `*` at the start or the end stands for anything. `docker.io` is the one that needs no name.',
    },
  },
  *check(context, { trustedRegistries }) {
    if (trustedRegistries.length === 0) return;
    for (const { image, span } of imageUses(context)) {
      if (trustedRegistries.some((entry) => matches(entry, image.domain))) continue;
      yield { span, message: `${image.domain} is not among the registries that this project trusts.` };
    }
  },
});

function matches(entry: string, domain: string): boolean {
  const wanted = entry === 'hub.docker.com' ? 'docker.io' : entry;
  if (wanted === '*') return true;
  if (wanted.startsWith('*')) return domain.endsWith(wanted.slice(1));
  return wanted.endsWith('*') ? domain.startsWith(wanted.slice(0, -1)) : domain === wanted;
}
