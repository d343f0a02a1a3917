FROM alpine:3.20
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD true
HEALTHCHECK --retries=5 --timeout=3s CMD ["true"]
HEALTHCHECK --interval="1m" --start-period='2m' CMD true
HEALTHCHECK \
  --interval=15s \
  --timeout=2s \
  CMD true \
    && true
