FROM alpine:3.20
HEALTHCHECK CMD curl -f http://localhost/ || exit 1
HEALTHCHECK CMD ["curl", "-f", "http://localhost/"]
HEALTHCHECK cmd wget -q -O- "http://localhost:$PORT/health?a=1&b=2"
HEALTHCHECK CMD ["curl", "-H", "X-Probe: \"yes\"", "é", "tab\t"]
HEALTHCHECK CMD ['not', 'json']
HEALTHCHECK CMD [ -f /ok ]
