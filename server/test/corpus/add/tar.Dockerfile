FROM alpine:3.20
ADD bundle.tar /opt/
ADD bundle.tar notes.txt /mix/
ADD --chown=1000:1000 bundle.tar /owned
COPY bundle.tar /raw/
