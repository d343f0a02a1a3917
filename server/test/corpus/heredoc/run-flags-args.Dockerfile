FROM alpine:3.20
ARG VERSION=1
ARG NONE
SHELL ["/bin/sh", "-e", "-c"]
RUN --mount=type=cache,target=/c --network=none <<EOF
echo $VERSION
EOF
SHELL ["/bin/sh", "-o", "errexit", "-c"]
RUN --mount=type=tmpfs,target=/t cat <<EOF > /f
x
EOF
