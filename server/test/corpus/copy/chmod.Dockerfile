FROM alpine:3.20
COPY --chmod=755 a.txt /one/
COPY --chmod=0644 a.txt /two/
ADD --chmod=600 a.txt /three/
COPY --chmod=0644 --chown=1000:1000 a.txt /four/
COPY --chown=1000 --chmod=700 a.txt /five/
