FROM alpine:3.20
RUN <<EOF
echo last line of the file has no newline
EOF