FROM alpine:3.20
ARG empty
EXPOSE $empty
EXPOSE 80 $empty
