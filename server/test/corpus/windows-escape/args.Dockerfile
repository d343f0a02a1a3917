# escape=`
ARG TAG=3.20
FROM alpine:`
${TAG}
ARG DIR=C:\base `
    NAME=a`$b
ENV FULL=${DIR}\${NAME} ELSE=${NONE:-C:\else}
LABEL x=${DIR}`\y z='`' w="``"
RUN echo $FULL
