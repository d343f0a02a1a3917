FROM alpine:3.20
ARG VERSION=1.2
ENV NAME=app
LABEL version=$VERSION name="${NAME}-${VERSION}" raw='$NAME' escaped=\$NAME
LABEL $NAME.key=v "${NAME}.other"=w
LABEL missing=$NOPE also="${NOPE}"
LABEL legacy $NAME and ${VERSION}
