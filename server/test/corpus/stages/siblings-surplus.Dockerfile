FROM alpine:3.20 AS p
ENV V1=1
ENV V2=2
ENV V3=3
ENV V4=4

FROM p AS a
COPY a.txt /a.txt
RUN echo a

FROM p AS b
ENV B1=1
ENV B2=2
ENV B3=3
COPY b.txt /b.txt

FROM a AS testing
COPY --from=b /b.txt /b.txt
RUN echo testing
CMD ["test"]
