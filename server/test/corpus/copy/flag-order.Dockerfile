FROM alpine:3.20 AS src
COPY f.txt /f.txt

FROM alpine:3.20
COPY --link --chmod=644 --from=src --chown=10:20 /f.txt /g.txt
COPY --from=src /f.txt /h.txt
