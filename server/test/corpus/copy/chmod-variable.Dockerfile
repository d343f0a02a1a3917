FROM alpine:3.20
ARG MODE=0750
ENV OWNER=12
COPY --chmod=$MODE a.txt /one/
COPY --chmod=${MODE:-0700} --chown=${OWNER} a.txt /two/
