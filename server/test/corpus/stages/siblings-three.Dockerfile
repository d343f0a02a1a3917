FROM alpine:3.20 AS p
ENV V1=1
ENV V2=2
WORKDIR /p

FROM p AS a
RUN echo a

FROM p AS b
RUN echo b

FROM p AS c
LABEL c=1

FROM p
COPY --from=a /etc/passwd /a
COPY --from=b /etc/passwd /b
COPY --from=c /etc/passwd /c
