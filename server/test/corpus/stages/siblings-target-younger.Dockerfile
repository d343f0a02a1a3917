FROM alpine:3.20 AS p
ENV V1=1
ENV V2=2

FROM p AS a
LABEL from=a
COPY a.txt /a.txt

FROM p AS b
ENV from=b
COPY --from=a /a.txt /b.txt
EXPOSE 80

FROM b
CMD ["b"]
