FROM alpine:3.20
ENV A=1
ENV A=2 B=$A C=${A}${B}
ENV B=$A C=$B
RUN echo "$A $B $C"
ARG X=1
ARG X=2 Y=$X
RUN echo "$X $Y"
