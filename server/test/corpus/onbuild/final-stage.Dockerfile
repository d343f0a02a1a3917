FROM alpine:3.20
ONBUILD RUN echo later
ONBUILD ADD . /app/src
  onbuild   copy  a.txt   /b.txt
ONBUILD ENV A=1 B="x y"
RUN echo now
ONBUILD CMD ["run"]
