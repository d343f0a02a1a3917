FROM alpine:3.20 AS parent
ENV WHERE=/from/parent
ONBUILD ENV WHEN=triggered
ONBUILD ARG WHAT=arg
ONBUILD WORKDIR $WHERE
ONBUILD USER nobody
ONBUILD LABEL when=$WHEN what=$WHAT
ONBUILD EXPOSE 80 9
ONBUILD VOLUME ["/v"]
ONBUILD STOPSIGNAL SIGINT
ONBUILD HEALTHCHECK --interval=5s CMD true
ONBUILD SHELL ["/bin/sh", "-e", "-c"]
ONBUILD RUN ["/bin/sh", "-c", "exec trigger"]
ONBUILD RUN echo shell trigger
ONBUILD ENTRYPOINT ["e"]
ONBUILD CMD shell cmd

FROM parent
USER root
WORKDIR sub
RUN echo $WHEN
