FROM alpine:3.20
WORKDIR /srv
COPY a.txt .
COPY a.txt b.txt ./
COPY a.txt /abs/
COPY a.txt renamed.txt
COPY ./a.txt ./b.txt sub/dir/
COPY /a.txt /b.txt /anchored/
copy   a.txt	b.txt   spaced/
