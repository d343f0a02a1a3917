// Knows: images of which nobody need list the files to know where their links are: Docker's official images of systems and
// languages have those of every system (twinPaths.ts), names of a program beside its own, and outputs in /var/log, and none
// in a folder that a build fills. Source: docker-library/official-images, library/.

const NAMES: ReadonlySet<string> = new Set(
  (
    'almalinux alpine amazonlinux archlinux bash buildpack-deps busybox caddy centos clojure composer dart debian docker ' +
    'eclipse-temurin elixir erlang fedora gcc golang gradle groovy haproxy haskell httpd julia mageia mariadb maven ' +
    'memcached mongo mysql nginx node openjdk oraclelinux perl php photon postgres python r-base redis rockylinux ruby ' +
    'rust swift tomcat ubuntu'
  ).split(' '),
);

const OFFICIAL = /^(?:(?:index\.)?docker\.io\/)?(?:library\/)?([a-z0-9-]+)(?::[\w.-]+)?(?:@sha256:[0-9a-f]{64})?$/;

/** `reference` as a Dockerfile has it, expanded. */
export const isUsualImage = (reference: string): boolean => NAMES.has(OFFICIAL.exec(reference)?.[1] ?? '');
