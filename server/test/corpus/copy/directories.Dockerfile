FROM alpine:3.20
WORKDIR /srv
COPY d /x
COPY d/ /x
COPY d .
COPY ./d/. /y/
COPY . .
COPY ./ ./all/
COPY . /copy/.
