FROM alpine:3.20
EXPOSE 53/udp 53/tcp 53/sctp 53
