FROM alpine:3.20 AS assets
COPY a.txt /assets/a.txt

FROM alpine:3.20 AS parent
ONBUILD COPY --from=assets /assets/ /assets/
ONBUILD COPY --from=busybox:1.36 /etc/passwd /busybox-passwd

FROM parent
RUN ls /assets
