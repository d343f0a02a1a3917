# syntax = docker/dockerfile-upstream:1-labs
FROM alpine:3.20
RUN --security=insecure echo labs
