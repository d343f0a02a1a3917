FROM alpine:3.20
RUN echo proxy is set but not declared
ARG HTTP_PROXY
RUN echo proxy is declared
ARG PLAIN=1
RUN echo both
