FROM alpine:3.20 AS build
COPY a.txt /from-first
RUN echo first

FROM debian:12 AS build
COPY b.txt /from-second
RUN echo second

FROM build
COPY --from=build /from-second /copied
