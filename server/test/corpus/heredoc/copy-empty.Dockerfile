FROM alpine:3.20
ARG DST=/opt/x
COPY <<EOF $DST/empty
EOF
COPY <<EOF ${DST}/blank

EOF
ADD <<EOF /added
inline for ADD
EOF
ADD a.txt <<EOF /both/
more
EOF
