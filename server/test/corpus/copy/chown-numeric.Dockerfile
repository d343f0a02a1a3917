FROM alpine:3.20
COPY --chown=1000:1000 a.txt /one/
COPY --chown=0 a.txt /two/
COPY --chown=00:0 a.txt b.txt /three/
ADD --chown=33:33 a.txt /four/
COPY --chown="1000:1000" a.txt /quoted/
