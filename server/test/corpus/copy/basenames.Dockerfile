FROM alpine:3.20
COPY a/f.txt b/g.txt /dst/
COPY a/f.txt /dst/f
COPY b/g.txt /dst/f
COPY ./a/../b/g.txt /dst/h
COPY a//f.txt /dst//i
