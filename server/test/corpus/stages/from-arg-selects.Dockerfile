ARG FLAVOR=slim
FROM debian:12 AS full
RUN echo full
FROM debian:12-slim AS slim
RUN echo slim
FROM ${FLAVOR} AS chosen
ARG FLAVOR
LABEL flavor=$FLAVOR
FROM chosen
RUN echo final
