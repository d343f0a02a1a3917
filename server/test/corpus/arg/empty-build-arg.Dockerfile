FROM alpine:3.20
ARG NONE
ARG WITH=default
RUN echo "[$NONE] [$WITH]"
LABEL a=${NONE:-default} b=${NONE-default} c=${NONE+set} d=$WITH
