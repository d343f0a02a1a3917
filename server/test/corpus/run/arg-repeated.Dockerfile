FROM alpine:3.20
ARG V=1
RUN echo first
ARG V=2
RUN echo second
ARG W
ARG V=3 X=9
RUN echo third
