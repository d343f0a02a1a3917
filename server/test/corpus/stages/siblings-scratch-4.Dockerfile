FROM scratch AS p
COPY p.txt /p.txt
ENV V1=1
ENV V2=2
ENV V3=3
ENV V4=4

FROM p AS a
COPY a.txt /a.txt
CMD ["a"]

FROM p AS b
ENV from=b
EXPOSE 80
WORKDIR /b

FROM a AS final
COPY --from=b /b /b
