FROM alpine:3.20
COPY --chown='10:20' a.txt /one/
COPY --chown=1\0:20 a.txt /two/
COPY --cho"wn"=1:1 a.txt /three/
HEALTHCHECK --interval=1\0s --ret'ries=2' CMD true
