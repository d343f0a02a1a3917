FROM alpine:3.20
ARG A=1 B=${A}2 C D="4 and $B"
RUN echo $A $B $C $D
ARG E=5 # y
RUN echo $E
ARG F='$A' G=\$A H=
RUN echo $F $G $H
