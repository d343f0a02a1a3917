FROM alpine:3.20 AS base
ARG CHANNEL=stable
ENV LEVEL=1
RUN echo base

FROM base AS middle
RUN echo middle sees CHANNEL
ARG BUILD=7
RUN echo middle

FROM middle
ARG CHANNEL
RUN echo redeclared without a value
ARG CHANNEL=edge
RUN echo redeclared with a value
