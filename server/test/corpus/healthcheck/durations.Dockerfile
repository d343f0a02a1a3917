FROM alpine:3.20
HEALTHCHECK --interval=1.5s --timeout=1500ms CMD true
HEALTHCHECK --interval=90s --timeout=1m30s CMD true
HEALTHCHECK --interval=0.5h --timeout=1h0m0.25s CMD true
HEALTHCHECK --interval=1ms --timeout=1500us CMD true
HEALTHCHECK --interval=0 --timeout=0s --start-period=24h CMD true
HEALTHCHECK --interval=1h1ms --timeout=3600s CMD true
