FROM alpine:3.20
ENV SRC=data DST=/opt/app
ARG FILE=conf.ini
COPY $SRC/$FILE ${DST}/
COPY "$SRC/$FILE" '/literal$DST/'
COPY ${SRC}/\$odd.txt ${DST}${NONE}/x/
ADD ./${SRC}/${FILE} $SRC/${FILE:-other} /both/
