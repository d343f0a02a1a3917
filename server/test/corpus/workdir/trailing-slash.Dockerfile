FROM alpine:3.20
WORKDIR /app/
RUN pwd
WORKDIR sub/
WORKDIR /a/./b/../c
WORKDIR //double//slash//
RUN pwd
