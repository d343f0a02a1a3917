FROM alpine:3.20
COPY a.txt /a

FROM alpine:3.20
COPY --from=0 /a /b

FROM scratch
COPY --from=1 /b /c
COPY --from=0 /a /d
