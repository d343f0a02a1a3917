FROM alpine:3.20 AS parent
ONBUILD ARG WHO=trigger
ONBUILD RUN echo $WHO

FROM parent AS a
RUN echo a

FROM parent AS b
RUN echo b

FROM b
COPY --from=a /etc/passwd /p
RUN echo final
