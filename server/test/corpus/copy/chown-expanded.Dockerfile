FROM alpine:3.20
ARG UID=1000
ENV OWNER_GID=2000
COPY --chown=$UID:$OWNER_GID a.txt /one/
COPY --chown=${UID}:${MISSING:-5} a.txt /two/
ADD --chown=${UID:+7} a.txt /three/
