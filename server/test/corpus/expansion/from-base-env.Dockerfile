FROM alpine:3.20 AS base
ENV PATH=/x:$PATH MORE=$PATH

FROM scratch
LABEL path=$PATH home=$HOME
ENV P=${PATH:-none}
COPY --from=base /etc/passwd /etc/passwd
ENV PATH=/y:$PATH
