FROM alpine:3.20
RUN echo ends with a backslash \
