FROM alpine:3.20 AS p
ENV V1=1
ENV V2=2

FROM p AS a
LABEL from=a

FROM p AS b
ENV from=b
RUN echo never built

FROM a
COPY c.txt /c.txt
