ARG RUST_VERSION=1.82
ARG APP=gateway

FROM rust:${RUST_VERSION}-slim AS chef
WORKDIR /out
WORKDIR /work
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    cargo install cargo-chef --locked

FROM chef AS planner
COPY . .
RUN cargo chef prepare --recipe-path recipe.json

FROM chef AS builder
ARG APP
ARG PROFILE=release
ARG FEATURES
COPY --from=planner /work/Cargo.toml ./recipe.json
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/work/target,id=target-${APP}-${PROFILE},sharing=private \
    cargo chef cook --profile "$PROFILE" --recipe-path recipe.json
COPY Cargo.toml Cargo.lock ./
COPY crates crates
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/work/target,id=target-${APP}-${PROFILE},sharing=private <<EOF
set -eux
cargo build --profile "$PROFILE" --bin "$APP" ${FEATURES:+--features "$FEATURES"}
install -Dm755 "target/$PROFILE/$APP" "/out/$APP"
EOF

FROM builder AS check
RUN cargo fmt --check
RUN cargo clippy --all-targets -- -D warnings
RUN cargo test --workspace

FROM debian:12-slim AS certs
COPY <<EOF /ca/extra.pem
-----BEGIN CERTIFICATE-----
not really
-----END CERTIFICATE-----
EOF

FROM gcr-mirror/distroless-cc:nonroot
ARG APP
COPY --from=certs /ca/ /etc/ssl/extra/
COPY --from=builder --chmod=0755 /out/ /usr/local/bin/
COPY --chown=nobody config/default.toml config/${APP}.toml* /etc/gateway/
ENV RUST_LOG=info RUST_BACKTRACE=1 APP_NAME=$APP
USER nobody
EXPOSE 8443/tcp 8443/udp
ENTRYPOINT ["/usr/local/bin/gateway", "--config", "/etc/gateway/default.toml"]
