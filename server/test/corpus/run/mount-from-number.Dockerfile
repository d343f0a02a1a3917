FROM alpine:3.20 AS first
COPY a.txt /only-in-first

FROM alpine:3.20
RUN --mount=from=0,target=/mnt ls /mnt
