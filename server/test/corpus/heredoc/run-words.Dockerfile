FROM alpine:3.20
RUN cat <<EOF > /etc/app.conf
name=app
path=$PATH
EOF
RUN python3 <<EOF
print("interpreter before the heredoc")
EOF
RUN <<EOF cat && echo words after
body
EOF
RUN tee /a <<A /dev/null
in a
A
RUN set -e; \
    cat <<EOF | tr a-z A-Z
continued line
EOF
