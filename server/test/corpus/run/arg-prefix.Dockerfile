FROM alpine:3.20
RUN echo no prefix yet
ARG ZETA=z
ARG ALPHA=a
ARG NOVALUE
ARG EMPTY=
RUN echo four items
ENV ALPHA=from-env
RUN echo the env value is shown
ARG LATE="two words"
RUN ["/bin/sh", "-c", "the exec form has the prefix too"]
