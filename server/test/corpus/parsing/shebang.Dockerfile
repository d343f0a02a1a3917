#!/usr/bin/env -S docker build -f
# not a directive
# escape=`
FROM alpine:3.20
RUN echo one \
    two
