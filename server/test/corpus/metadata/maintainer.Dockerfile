FROM alpine:3.20
ENV NAME=nobody
RUN echo before
MAINTAINER Jo "Quotes" O'Neil <jo@example.invalid> $NAME
RUN echo after
MAINTAINER    spaced   out   name
ENV X=1
maintainer "quoted"
