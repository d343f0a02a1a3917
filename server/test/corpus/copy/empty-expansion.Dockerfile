FROM alpine:3.20
WORKDIR /srv
ARG empty
COPY test.txt $empty
COPY test.txt ${missing}
COPY test.txt x${empty}y
