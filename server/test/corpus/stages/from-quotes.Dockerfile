ARG NAME="alpine"
ARG TAG='3.20'
from "alpine:3.20" as one
run echo one
FROM   ${NAME}:${TAG}	AS	two
RUN echo two
FROM --platform=linux/amd64 'alpine':"$TAG" As three
COPY --from=one /etc/passwd /1
COPY --from=two /etc/passwd /2
