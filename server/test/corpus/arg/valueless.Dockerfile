FROM alpine:3.20
ARG NONE
RUN echo "[$NONE]"
ENV COPYOF=$NONE
LABEL a=${NONE:-default} b=${NONE-default} c=${NONE+set}
ARG NONE=now
RUN echo "[$NONE]"
