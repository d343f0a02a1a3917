FROM alpine:3.20 AS base
WORKDIR /opt/base

FROM base AS mid
WORKDIR bin

FROM mid
WORKDIR ../share/
COPY a.txt .
