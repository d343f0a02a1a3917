FROM alpine:3.20
ADD --chmod=640 --chown=5:6 notes.txt /one/
ADD --unpack=false bundle.tar /two/
ADD --unpack --link bundle.tar /three/
