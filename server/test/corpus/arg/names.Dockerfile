FROM alpine:3.20
ARG lower=1 Lower=2 LOWER=3
ARG _under=4 with.dot=5 with-dash=6 N0=7
RUN echo $lower $Lower $LOWER
LABEL a=$lower b=${Lower} c=$with.dot d=${_under}
