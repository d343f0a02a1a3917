FROM node:22
USER node
RUN whoami
USER 1000:1000
RUN id
USER root
RUN id -u
