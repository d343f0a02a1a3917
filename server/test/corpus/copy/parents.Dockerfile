FROM alpine:3.20
WORKDIR /srv
COPY --parents src/a/one.txt src/b/two.txt ./
COPY --parents src/**/*.txt /deep/
COPY --parents ./src/./b/two.txt /pivot/
COPY --chmod=644 --chown=1000:1000 --parents src/a/one.txt /flags/
COPY --parents=false src/a/one.txt /plain/
