ARG IMAGE=library/alpine:3.20
ARG TAG=v3.20
FROM ${IMAGE#library/} AS one
RUN echo one
FROM alpine:${TAG#v} AS two
RUN echo two
FROM ${IMAGE%%:*}:${TAG/v3/3}
COPY --from=one /etc/passwd /1
COPY --from=two /etc/passwd /2
