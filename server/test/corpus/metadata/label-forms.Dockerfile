FROM alpine:3.20
LABEL a=1
LABEL b="two words" c='single $HOME' d=x\ y "quoted key"=v
LABEL org.opencontainers.image.title="App" \
      org.opencontainers.image.version=1.0 \
      empty= empty2=""
LABEL legacy the whole rest of  the line
LABEL a=2 a=3
LABEL multi="first \
second"
LABEL json={"a":1} url=https://example.invalid/?q=1&r=2#frag
