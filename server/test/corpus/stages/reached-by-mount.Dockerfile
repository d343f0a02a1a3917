FROM alpine:3.20 AS fetch
COPY a.txt /fetched/a.txt

FROM alpine:3.20 AS idle
RUN echo not needed

FROM alpine:3.20
RUN --mount=type=bind,from=fetch,source=/fetched,target=/in cp /in/a.txt /a.txt
