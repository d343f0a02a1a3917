FROM alpine:3.20
RUN echo a \
 && echo b \
 && echo c
ENV A=1
USER nobody
CMD ["x"]
LABEL end=yes