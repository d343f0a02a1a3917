FROM alpine:3.20 AS build
COPY a.txt /out/a.txt
RUN echo build

FROM scratch
COPY --from=build /out/ /
ENV A=1
USER 65534:65534
ENTRYPOINT ["/a.txt"]
