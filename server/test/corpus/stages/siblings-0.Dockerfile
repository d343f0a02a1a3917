FROM alpine:3.20 AS p

FROM p AS a
LABEL from=a

FROM p AS b
ENV from=b
COPY b.txt /b.txt

FROM a
COPY --from=b /b.txt /b.txt
