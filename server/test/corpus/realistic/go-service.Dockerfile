ARG GO=1.23
ARG ALPINE=3.20

FROM --platform=$BUILDPLATFORM golang:${GO}-alpine${ALPINE} AS toolchain
RUN apk add --no-cache git ca-certificates tzdata
WORKDIR /out
WORKDIR /src
ENV CGO_ENABLED=0 \
    GOFLAGS=-trimpath

FROM toolchain AS modules
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download

FROM modules AS lint
RUN --mount=type=bind,target=. \
    --mount=type=cache,target=/root/.cache \
    go vet ./...

FROM modules AS compile
ARG TARGETOS
ARG TARGETARCH TARGETVARIANT
ARG VERSION=dev
ARG LDFLAGS="-s -w -X main.version=${VERSION}"
COPY cmd/ cmd/
COPY internal/ internal/
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build,id=go-$TARGETARCH \
    GOOS=$TARGETOS GOARCH=$TARGETARCH GOARM=${TARGETVARIANT#v} \
    go build -ldflags "$LDFLAGS" -o /out/ ./cmd/...
COPY <<EOF /out/passwd
app:x:65532:65532:app:/:/sbin/nologin
EOF

FROM scratch AS binaries
COPY --from=compile /out/ /

FROM alpine:${ALPINE} AS debug
RUN apk add --no-cache curl strace
COPY --from=binaries / /usr/local/bin/
ENTRYPOINT ["/bin/sh"]

FROM scratch AS release
ARG VERSION
LABEL org.opencontainers.image.version="${VERSION}"
COPY --link --from=compile /out/passwd /etc/passwd
COPY --link --from=toolchain /etc/passwd /etc/ssl/certs/
COPY --link --from=binaries --chown=65532:65532 / /usr/bin/
USER 65532:65532
ENV TZ=UTC SERVICE_ADDR=:8080
EXPOSE 8080 9090/tcp
ENTRYPOINT ["/usr/bin/service"]
CMD ["--config", "/etc/service.yaml"]
