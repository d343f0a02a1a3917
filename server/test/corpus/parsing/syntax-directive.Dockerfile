# syntax=docker/dockerfile:1.7
# escape=\
FROM alpine:3.20
EXPOSE 443 80
HEALTHCHECK --interval=30s --retries=3 CMD true
