FROM alpine:3.20 AS Builder
COPY a.txt /out/a.txt
WORKDIR /out/empty

FROM alpine:3.20
COPY b.txt /b.txt

FROM alpine:3.20
WORKDIR /srv
COPY --from=builder /out/a.txt ./
COPY --from=BUILDER /out ./tree/
COPY --from=0 out/a.txt ./relative-source.txt
COPY --from=1 /b.txt /b.txt
COPY --from=0 --chown=1000:1000 /out/empty/ /e/
