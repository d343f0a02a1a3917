FROM alpine:3.20 AS common
ARG TARGETSTAGE
LABEL stage=$TARGETSTAGE
RUN echo common for $TARGETSTAGE

FROM common AS dev
RUN echo dev

FROM common AS prod
RUN echo prod
