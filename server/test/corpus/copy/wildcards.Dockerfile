FROM alpine:3.20
COPY *.txt /texts/
COPY d?r/*.conf /confs/
COPY [ab].txt /two/
COPY src/*/main.c /mains/
COPY package.json package-lock.json* ./app/
