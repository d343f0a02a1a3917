FROM alpine:3.20
ENV EMPTY="" SET=value
LABEL a="${UNSET:-w} ${UNSET:+w} ${EMPTY:-w} ${EMPTY:+w} ${SET:-w} ${SET:+w} ${SET:?not shown}"
USER ${SET:+nobody}
WORKDIR /${UNSET:-dir}/${SET}
