FROM --platform=$BUILDPLATFORM golang:1.23 AS build
ARG TARGETOS TARGETARCH
WORKDIR /src
COPY main.go .
RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /out/app .

FROM --platform=${TARGETPLATFORM:-linux/amd64} alpine:3.20
ARG TARGETARCH
COPY --from=build /src/main.go /usr/share/
LABEL arch=$TARGETARCH
