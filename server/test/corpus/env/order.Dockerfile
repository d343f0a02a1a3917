FROM alpine:3.20
ENV A=1
ENV B=2
ENV A=3
RUN env
ENV B= C=${B:-empty}
ENV PATH=$PATH
RUN env
