FROM alpine:3.20
COPY --from=busybox:1.36 /etc/passwd /from-busybox
COPY --from=docker.io/library/debian:12-slim /etc/passwd /bin/sh /tools/
COPY --from=team/image:1 /etc/passwd /c
