FROM alpine:3.20
WORKDIR /etc
WORKDIR /bin
WORKDIR /etc
RUN ls
