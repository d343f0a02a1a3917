FROM alpine:3.20
ARG A=1
ARG A=1
ARG A
ARG B
ARG B=2
ARG A=${A}${B}
RUN echo $A $B
