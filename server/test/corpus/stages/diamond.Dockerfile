FROM alpine:3.20 AS root
ARG LEVEL=0
ENV ROOT=1
FROM root AS left
ARG SIDE=left
COPY a.txt /left.txt
RUN echo $SIDE $LEVEL
FROM root AS right
ARG SIDE=right
COPY b.txt /right.txt
RUN echo $SIDE $LEVEL
FROM left
COPY --from=right /right.txt /right.txt
RUN echo joined
