FROM alpine:3.20
HEALTHCHECK --start-interval=2s --start-period=1m --interval=1m --timeout=10s --retries=2 CMD true
HEALTHCHECK --start-interval=500ms CMD ["true"]
