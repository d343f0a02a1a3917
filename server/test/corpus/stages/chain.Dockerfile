FROM alpine:3.20 AS a
RUN echo a
FROM a AS b
WORKDIR /b
FROM b AS c
COPY a.txt .
FROM c AS d
ENV D=1
FROM d
CMD ["e"]
