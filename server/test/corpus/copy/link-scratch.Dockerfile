FROM scratch
COPY --link a.txt /
COPY --link --chown=1000:1000 b.txt /b
WORKDIR /data
COPY --link a.txt ./
