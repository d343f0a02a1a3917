FROM alpine:3.20
RUN <<EOF
echo one
echo two
EOF
RUN cat <<EOF > /x
body
EOF
