FROM alpine:3.20
WORKDIR /
RUN echo a
WORKDIR /x
WORKDIR /
WORKDIR ..
COPY a.txt ./
