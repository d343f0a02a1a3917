#!/usr/bin/env -S docker build -f
# escape=`
FROM alpine:3.20
RUN echo one \
    two
