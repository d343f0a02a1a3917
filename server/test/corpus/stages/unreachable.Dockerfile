FROM does-not/matter:1 AS unused
RUN echo never built
COPY --from=alpine:3.20 /no/such/file /would-fail

FROM unused AS also-unused
RUN echo never built either

FROM alpine:3.20 AS used
COPY a.txt /a.txt

FROM alpine:3.20
COPY --from=used /a.txt /b.txt
