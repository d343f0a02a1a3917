FROM node:22
USER node
WORKDIR /home/node/app
USER 1000:1000
WORKDIR data
USER app
WORKDIR /srv/app
USER root
RUN ls -la
