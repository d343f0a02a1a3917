// Starts every builder, builds two Dockerfiles with each, prints the histories and how long everything took.
// usage: node scripts/rig/selftest.mjs [builder-id…]
// @ts-check
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUILDER_IDS, buildAndReadHistory, ensureBuilders, prepareContext } from './builders.mjs';

const MODERN = `# syntax=docker/dockerfile:1
ARG VERSION=3.12
FROM python:\${VERSION}-slim@sha256:${'0'.repeat(64)} AS build
WORKDIR /src
COPY --link requirements*.txt ./
RUN <<EOF
pip install -r requirements.txt
make dist
EOF
FROM ghcr.io/acme/runtime:1 AS final
ARG VERSION
ENV APP_HOME=/app
WORKDIR $APP_HOME
COPY --link --chown=1000:1000 --from=build /src/dist/ ./
USER appuser
RUN --mount=type=cache,target=/root/.cache python -m compileall .
ADD https://example.com/data/model.bin /models/
HEALTHCHECK --interval=30s CMD curl -f http://localhost/ || exit 1
EXPOSE 8080 80/tcp
CMD ["python", "-m", "app"]
`;

const CLASSIC = `FROM mcr.microsoft.com/some/base:8.0 AS build
WORKDIR /src
COPY app.csproj .
RUN ["dotnet-special", "restore"]
RUN make all && \\
    make install
FROM layerlens/busybox
LABEL maintainer=me
COPY --from=build /out/app /usr/local/bin/app
RUN echo hello > /hello && true
ENTRYPOINT ["/usr/local/bin/app"]
`;

const ids = BUILDER_IDS.filter((id) => process.argv.length === 2 || process.argv.includes(id));
const seconds = (/** @type {number} */ since) => `${((Date.now() - since) / 1000).toFixed(2)} s`;
const scratch = mkdtempSync(join(tmpdir(), 'layerlens-selftest-'));
const began = Date.now();
const { builders, unavailable, dispose } = await ensureBuilders(ids);
let failures = 0;
try {
  console.log(`${builders.length} builders up in ${seconds(began)}`);
  for (const { id, reason } of unavailable) console.log(`SKIPPED ${id}: ${reason}`);
  for (const builder of builders) {
    for (const [name, dockerfile] of Object.entries({ modern: MODERN, classic: CLASSIC })) {
      const contextDir = join(scratch, name);
      mkdirSync(contextDir, { recursive: true });
      const { needs } = prepareContext(dockerfile, contextDir);
      const times = [];
      let result;
      for (const noCache of [false, false, true]) {
        const start = Date.now();
        result = await buildAndReadHistory(builder, { dockerfile, contextDir, needs, noCache });
        times.push(seconds(start));
      }
      console.log(
        `\n== ${builder.id} ${builder.version}, ${name}: first ${times[0]}, again ${times[1]}, no cache ${times[2]}`,
      );
      if (result?.ok) {
        for (const row of result.history)
          console.log(
            `${row.emptyLayer ? '  -   ' : String(row.size ?? '?').padStart(6)}  ${JSON.stringify(row.createdBy)}`,
          );
        const layers = result.history.filter((row) => !row.emptyLayer).length;
        if (layers !== result.diffIds.length) failures++;
        console.log(`${layers} layers in history, ${result.diffIds.length} diff ids`);
      } else {
        // Heredocs, --link and some of --mount are newer than these.
        const expected = name === 'modern' && /classic|old|buildah/.test(builder.id);
        if (!expected) failures++;
        console.log(`${expected ? 'refused, as it should be' : 'FAILED'}: ${result?.error.slice(-600)}`);
      }
    }
  }
} finally {
  await dispose();
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`\n${failures === 0 ? 'ok' : `${failures} failures`}, ${seconds(began)} in all`);
process.exitCode = failures === 0 ? 0 : 1;
