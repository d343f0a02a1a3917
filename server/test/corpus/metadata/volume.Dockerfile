FROM alpine:3.20
ENV DATA=/srv/data
VOLUME /data
VOLUME /a /b	/c
VOLUME ["/json one", "/json two"]
VOLUME ["$DATA/x", "/y"]
VOLUME $DATA ${DATA}/logs "/quoted"
