// Makes Dockerfiles of a given length that look like real ones: stages, args, long RUNs, copies.

/** Exactly `lines` lines; the same text for the same number. */
export function generatedDockerfile(lines: number): string {
  const text = ['ARG VERSION=1.2.3', 'FROM debian:12 AS base', 'ENV PATH=/opt/app/bin:$PATH'];
  for (let i = 0; text.length < lines - 2; i++) {
    if (i % 12 === 11) text.push(`FROM base AS stage${String(i)}`, `ARG VERSION`);
    else if (i % 4 === 0)
      text.push(
        'RUN apt-get update \\',
        `    && apt-get install -y --no-install-recommends package-${String(i)}=\${VERSION} \\`,
        '    && rm -rf /var/lib/apt/lists/*',
      );
    else if (i % 4 === 1) text.push(`COPY --chown=app:app src/part-${String(i)} /opt/app/part-${String(i)}/`);
    else if (i % 4 === 2) text.push(`ENV PART_${String(i)}=/opt/app/part-${String(i)}`);
    else text.push(`RUN cd /opt/app && make part-${String(i)} && make install`);
  }
  return [...text.slice(0, lines - 2), 'EXPOSE 8080', 'CMD ["app", "--serve"]'].join('\n') + '\n';
}
