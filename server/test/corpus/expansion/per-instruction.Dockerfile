FROM alpine:3.20
ENV V=value PORT=81 SIG=SIGINT DIR=/dir WHO=nobody
ARG X=$V
LABEL v=$V
COPY --chown=${X:+5} $V.txt $DIR/
ADD $V.txt ${DIR}2/
WORKDIR $DIR
EXPOSE $PORT
VOLUME $DIR/vol
STOPSIGNAL $SIG
RUN echo $V
SHELL ["/bin/sh", "-$V", "-c"]
HEALTHCHECK CMD echo $V
HEALTHCHECK CMD ["$V"]
ENTRYPOINT ["$V"]
CMD echo $V
CMD ["${V}", "$$V"]
MAINTAINER $V
ONBUILD RUN echo $V
USER $WHO
