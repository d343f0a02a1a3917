# escape=`
FROM alpine:3.20
ENV V=value
COPY <<EOF /x
expanded $V, escaped \$V, tick `$V, back \\
EOF
RUN <<EOF
echo one `
  two \
  three
EOF
RUN cat <<EOF > /y `
  && echo continued
body `
EOF
