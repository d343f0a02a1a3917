// Edge cases of output-in-cache-mount; the plain ones are its examples.
import { testRule } from '../../../../test/support/checkRule';
import outputInCacheMount from './output-in-cache-mount';

testRule(outputInCacheMount, {
  finds: {
    'cargo, by a relative target': `FROM rust:1 AS b
WORKDIR /src
RUN --mount=type=cache,target=target cargo build --release
FROM debian:12
COPY --from=b /src/target/release/app /app
#             ^^^^^^^^^^^^^^^^^^^^^^^ \`/src/target/release/app\` is below the cache mount of line 3
`,
    'gradle, taken by its number': `FROM gradle:8
WORKDIR /src
RUN --mount=type=cache,target=/src/build gradle build
FROM eclipse-temurin:21
COPY --from=0 /src/build/libs/app.jar /app.jar
#             ^^^^^^^^^^^^^^^^^^^^^^^ \`/src/build/libs/app.jar\` is below the cache mount of line 3
`,
    'go -o inside the mount': `FROM golang:1 AS b
RUN --mount=type=cache,target=/root/.cache/go-build go build -o /root/.cache/go-build/app
FROM scratch
COPY --from=b /root/.cache/go-build/app /app
#             ^^^^^^^^^^^^^^^^^^^^^^^^^ \`/root/.cache/go-build/app\` is below
`,
    'an installation in the same RUN takes it out': `FROM rust:1 AS b
RUN --mount=type=cache,target=/src/target cargo build --release && install -D target/release/app /out/app
FROM debian:12
COPY --from=b /out/app /app
`,
    'a later RUN reads it without the mount': `FROM rust:1
RUN --mount=type=cache,target=/src/target cargo build --release
RUN cp /src/target/release/app /usr/local/bin/
#      ^^^^^^^^^^^^^^^^^^^^^^^ \`/src/target/release/app\` is below
`,
    'a later RUN with the mount': `FROM rust:1
RUN --mount=type=cache,target=/src/target cargo build --release
RUN --mount=type=cache,target=/src/target cp /src/target/release/app /usr/local/bin/
`,
    'a COPY brings the same path': `FROM rust:1 AS b
COPY prebuilt.bin /src/target/release/app.bin
RUN --mount=type=cache,target=/src/target cargo build
FROM debian:12
COPY --from=b /src/target/release/app.bin /app
`,
    'another image': `FROM rust:1 AS b
RUN --mount=type=cache,target=/src/target cargo build
FROM debian:12
COPY --from=docker.io/library/rust:1 /src/target/app /app
`,
    'cleaning a cache, and a variable': `FROM rust:1
RUN --mount=type=cache,target=/root/.cache pip install x
RUN rm -rf /root/.cache
RUN --mount=type=cache,target=$UNKNOWN make
CMD ["/src/app"]
`,
  },
});
