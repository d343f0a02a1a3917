FROM alpine:3.20
COPY nothing-*.log /logs/
COPY a.txt nothing?.txt /mixed/
RUN echo after
