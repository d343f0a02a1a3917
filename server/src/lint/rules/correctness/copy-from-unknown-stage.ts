// RULE copy-from-unknown-stage: the id is the file name; the examples below are run as tests.
import { nearest } from '../../words/nearest';
import { defineRule, type RuleExamples } from '../../rule';
import { stageMeant, stageReferences } from '../../facts/stageReferences';

/** Images of Docker's own library that people copy from without a tag. */
const OFFICIAL = new Set(
  (
    'alpine amazonlinux bash buildpack-deps busybox caddy centos clojure composer debian docker eclipse-temurin elixir ' +
    'erlang fedora gcc golang gradle haproxy hello-world httpd java jetty julia mariadb maven memcached mongo mono mysql ' +
    'nats nginx node openjdk openresty oraclelinux perl photon php postgres pypy python r-base rabbitmq redis registry ' +
    'rockylinux ruby rust scratch swift tomcat traefik ubuntu varnish vault wordpress'
  ).split(' '),
);

export const examples: RuleExamples = {
  bad: [
    'FROM golang AS builder\nRUN make\nFROM alpine\nCOPY --from=buidler /out /\n',
    'FROM alpine AS base\nFROM alpine\nRUN --mount=from=bas,target=/x true\n',
    'FROM alpine\nCOPY --from=assets /out /\n',
  ],
  fixed: [
    'FROM golang AS builder\nRUN make\nFROM alpine\nCOPY --from=builder /out /\n',
    'FROM alpine AS base\nFROM alpine\nRUN --mount=from=base,target=/x true\n',
  ],
  good: [
    'FROM golang AS builder\nFROM alpine\nCOPY --from=Builder /out /\n',
    'FROM alpine\nCOPY --from=composer /usr/bin/composer /usr/bin/\n',
    'FROM alpine\nCOPY --from=org/tools /x /\n',
    'FROM alpine\nCOPY --from=tools:1 /x /\n',
    'FROM alpine\nCOPY --from=$X /x /\n',
    'FROM alpine\nCOPY --from=deps /x /\n',
    'FROM alpine\nCOPY --from=1 /x /\nFROM alpine\n',
    'FROM alpine\nCOPY --from=later /x /\nFROM alpine AS later\n',
  ],
  project: { targets: [], namedContexts: ['deps'], platforms: [] },
};

export default defineRule({
  id: 'copy-from-unknown-stage',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['from='],
  fix: 'confirm',
  title: '`from=` looks like a stage that there is not',
  why: 'Builders then look for an image of that name, in a registry of anybody.',
  twins: ['hadolint/DL3022', 'kics/copy-from-unknown-stage', 'buddy/EC0002', 'droast/DF049'],
  differs: 'Silent for named contexts that compose, bake or the settings give, and for well-known images.',
  *check(context) {
    const { graph, facts } = context;
    const named = new Set((facts.project?.namedContexts ?? []).map((name) => name.toLowerCase()));
    const names = graph.stages.flatMap(({ name }) => (name === undefined ? [] : [name]));
    for (const reference of stageReferences(context)) {
      const { kind, text, span, exact } = reference;
      if (kind === 'from' || !/^[A-Za-z][\w-]*$/.test(text) || OFFICIAL.has(text)) continue;
      if (stageMeant(context, reference) || named.has(text.toLowerCase())) continue;
      const meant = nearest(text.toLowerCase(), names);
      const edits = meant !== undefined && exact ? [{ span, newText: meant }] : undefined;
      yield {
        span,
        message: `There is no stage ${text}${meant === undefined ? '' : ` (did you mean ${meant}?)`}: builders look for an image of that name.`,
        ...(edits && { fixes: [{ class: 'confirm' as const, title: `Use ${meant ?? ''}`, edits }] }),
      };
    }
  },
});
