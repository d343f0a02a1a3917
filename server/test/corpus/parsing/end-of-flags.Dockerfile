FROM alpine:3.20
COPY -- a.txt /one/
COPY --chown=1:1 -- a.txt /two/
CMD -- --not-a-flag
ENV -- A=1
