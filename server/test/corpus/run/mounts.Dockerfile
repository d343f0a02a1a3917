FROM debian:12 AS tools
WORKDIR /opt/tools
COPY tool.conf ./

FROM debian:12
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked --mount=type=tmpfs,target=/tmp/work apt-get update
RUN --mount=type=bind,source=scripts,target=/scripts /scripts/setup.sh
RUN --mount=from=tools,source=/opt/tools,target=/opt/tools cat /opt/tools/tool.conf
RUN --mount=type=bind,from=alpine:3.20,source=/etc,target=/mnt/etc ls /mnt/etc
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc --mount=type=ssh npm ci
RUN --mount=type=cache,target=/root/.cache ["/bin/sh", "-c", "exec form with a mount"]
RUN  --mount=type=cache,target=/a \
     --mount=type=cache,id=b,target=/b \
     echo continued
