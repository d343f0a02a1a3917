ARG DEBIAN=bookworm
FROM --platform=$BUILDPLATFORM debian:${DEBIAN}-slim AS toolchain
ARG BUILDARCH
ARG TARGETARCH
RUN apt-get update && apt-get install -y --no-install-recommends cmake ninja-build \
    && if [ "$BUILDARCH" != "$TARGETARCH" ]; then apt-get install -y "crossbuild-essential-$TARGETARCH"; fi \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /stage/usr/bin
WORKDIR /build

FROM --platform=$BUILDPLATFORM toolchain AS compile
ARG TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
ARG CMAKE_BUILD_TYPE=RelWithDebInfo
ARG SANITIZE=
ENV CXXFLAGS="-O2 -g${SANITIZE:+ -fsanitize=}${SANITIZE}"
COPY CMakeLists.txt /src/
COPY src /src/src
COPY cmake/*.cmake /src/cmake/
RUN --mount=type=cache,target=/root/.ccache,id=ccache-${TARGETPLATFORM//\//-} \
    cmake -G Ninja -S /src -B . \
      -DCMAKE_BUILD_TYPE=$CMAKE_BUILD_TYPE \
      -DCMAKE_INSTALL_PREFIX=/usr \
    && ninja \
    && DESTDIR=/stage ninja install/strip

FROM --platform=$BUILDPLATFORM compile AS unit-tests
RUN ctest --output-on-failure

FROM debian:${DEBIAN}-slim
ARG TARGETARCH
ARG TARGETVARIANT
LABEL arch="${TARGETARCH}${TARGETVARIANT:+/$TARGETVARIANT}" \
      triplet=${TARGETARCH/arm64/aarch64}-linux-gnu
COPY --from=compile /stage/ /
COPY --chmod=0644 <<EOF <<"limits.conf" /etc/daemon/
arch=${TARGETARCH}
EOF
nofile=65536
limits.conf
WORKDIR /var/lib/daemon
USER nobody
EXPOSE 7000-7003/udp
ENTRYPOINT ["/usr/bin/daemon"]
CMD ["--foreground", "--limits=/etc/daemon/limits.conf"]
