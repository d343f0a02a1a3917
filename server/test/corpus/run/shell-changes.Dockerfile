FROM alpine:3.20
RUN echo default shell
SHELL ["/bin/sh", "-e", "-c"]
RUN echo strict
ENV A=1
WORKDIR /work
LABEL under=strict
RUN ["/bin/sh", "-c", "exec form ignores SHELL"]
SHELL ["/bin/sh", "-o", "errexit", "-c"]
RUN echo another
CMD echo bye
ENTRYPOINT exec true
