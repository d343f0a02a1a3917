FROM alpine:3.20
WORKDIR /app
WORKDIR src
WORKDIR ../lib
WORKDIR ./x/../y
WORKDIR .
RUN pwd
WORKDIR /
WORKDIR after-root
COPY a.txt ./here/
