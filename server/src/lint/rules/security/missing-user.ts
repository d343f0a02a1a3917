// RULE missing-user: the id is the file name; the examples below are run as tests.
import { baseOf } from '../../facts/baseImage';
import type { RuleContext } from '../../context';
import { targetPlace } from '../../facts/places';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM debian:12\nCMD ["app"]\n', 'FROM golang:1.25 AS build\nUSER app\nFROM alpine:3.22\nCMD ["app"]\n'],
  fixed: [],
  good: [
    'FROM debian:12\nUSER app\nCMD ["app"]\n',
    'FROM debian:12 AS base\nUSER app\nFROM base\nCMD ["app"]\n',
    'FROM postgres:17\nCOPY init.sql /docker-entrypoint-initdb.d/\n',
    'FROM debian:12\nRUN apt-get update && apt-get install -y gosu\nENTRYPOINT ["/entrypoint.sh"]\n',
    'FROM gcr.io/distroless/static:nonroot\nCMD ["app"]\n',
  ],
};

/** Official images whose entry point gives root up, or that are there to be talked to. */
const DROP_ROOT =
  /^(?:postgres|mysql|mariadb|mongo|redis|valkey|rabbitmq|memcached|cassandra|couchdb|influxdb|elasticsearch|logstash|kibana|nginx|httpd|haproxy|traefik|ghost|wordpress|zookeeper|consul|vault|registry)$/;
const NOT_ROOT = /(?:^|[-_.])nonroot(?:$|[-_.])|^nginxinc\/nginx-unprivileged$|^bitnami\//;
/** Programs that an entry point gives root up with. */
const DROPPERS = /\b(?:gosu|su-exec|s6-setuidgid|s6-overlay|setpriv|setuidgid|chpst|runuser|su)\b/;

export default defineRule({
  id: 'missing-user',
  group: 'security',
  severity: 'hint',
  since: '0.1.0',
  reads: ['graph', 'run-words'],
  fix: 'none',
  title: 'No USER: the image runs as the base’s user, which is root in most',
  why: 'Containers of this image run as root unless the base or the one who starts them says otherwise.',
  twins: [
    'trivy/DS-0002',
    'checkov/CKV_DOCKER_3',
    'sonar/S6471',
    'dockerfile_lint/required-user',
    'kics/missing-user-instruction',
    'semgrep/missing-user',
    'semgrep/missing-user-entrypoint',
    'droast/DF020',
  ],
  *check(context) {
    const { target, chain } = context.graph;
    const span = targetPlace(context);
    if (!target || !span || chain.some(({ steps }) => steps.some(({ keyword }) => keyword === 'USER'))) return;
    const { user, repository, tag, family } = baseOf(context, target);
    // Windows containers have users of their own.
    if (family === 'windows') return;
    if (user !== undefined && user !== '' && !/^(?:root|0)(?::|$)/.test(user)) return;
    if (DROP_ROOT.test(repository) || NOT_ROOT.test(repository) || NOT_ROOT.test(tag) || givesRootUp(context)) return;
    yield {
      span,
      message:
        user === undefined
          ? 'No USER in this image: it runs as root, unless its base names another user.'
          : 'No USER in this image: it runs as root.',
    };
  },
});

/** True when the image carries a program that entry points give root up with. */
const givesRootUp = ({ graph }: RuleContext): boolean =>
  graph.chain.some(({ steps }) =>
    steps.some(
      ({ keyword, original }) =>
        (keyword === 'RUN' || keyword === 'ENTRYPOINT' || keyword === 'CMD' || keyword === 'COPY') &&
        DROPPERS.test(original.value),
    ),
  );
