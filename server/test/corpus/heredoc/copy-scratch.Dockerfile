FROM scratch
COPY <<EOF /etc/passwd
root:x:0:0::/:
EOF
COPY --link <<hosts /etc/hosts
127.0.0.1 localhost
hosts
