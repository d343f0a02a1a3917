FROM alpine:3.20
ARG UNSET
ENV EMPTY="" SET=value
LABEL unset "1:${UNSET:-w} 2:${UNSET-w} 3:${UNSET:+w} 4:${UNSET+w} 5:${UNSET} 6:$UNSET"
LABEL empty="1:${EMPTY:-w} 2:${EMPTY-w} 3:${EMPTY:+w} 4:${EMPTY+w} 5:${EMPTY} 6:$EMPTY"
LABEL set="1:${SET:-w} 2:${SET-w} 3:${SET:+w} 4:${SET+w} 5:${SET} 6:$SET"
LABEL error="1:${SET:?not shown} 2:${SET?not shown} 3:${EMPTY?not shown}"
LABEL nowords="${UNSET:-}${UNSET-}${SET:+}${SET+}"
