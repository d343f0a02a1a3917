FROM alpine:3.20 AS one
RUN apk add build-tool
COPY a.txt /a.txt

FROM alpine:3.20 AS two
RUN apk add build-tool
COPY b.txt /b.txt

FROM alpine:3.20
RUN apk add build-tool
COPY --from=one /a.txt /1
COPY --from=two /b.txt /2
