FROM alpine:3.20 AS common
ARG TARGETSTAGE
RUN echo common for $TARGETSTAGE

FROM common AS Prod
ARG TARGETSTAGE
RUN echo prod
