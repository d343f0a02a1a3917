FROM alpine:3.20
COPY --chmod=u=rwX,go=rX a.txt /one/
COPY --chmod=a+x a.txt /two/
COPY --chmod=go-w,u+s --chown=10:20 a.txt /three/
