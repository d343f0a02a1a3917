ARG COMMON=c
FROM alpine:3.20 AS base
ARG COMMON
ARG BASE_ONLY=b
FROM base AS a
ARG A=1
RUN echo a
FROM base AS b
ARG B=2
RUN echo b
FROM b
COPY --from=a /etc/passwd /p
ARG COMMON
RUN echo final
