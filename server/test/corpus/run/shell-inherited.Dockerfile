FROM alpine:3.20 AS base
SHELL ["/bin/sh", "-x", "-c"]
RUN echo base

FROM base AS child
RUN echo child inherits the shell

FROM alpine:3.20 AS other
RUN echo default again

FROM child
COPY --from=other /etc/passwd /other-passwd
CMD echo inherited twice
