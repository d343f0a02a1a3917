FROM alpine:3.20 AS base
RUN echo base

FROM Base
RUN echo child
