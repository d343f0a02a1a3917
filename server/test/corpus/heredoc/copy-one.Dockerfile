FROM alpine:3.20
WORKDIR /srv
ARG NAME=app
COPY <<EOF /etc/app.conf
name=$NAME home=${HOME:-none} up=${NAME:+yes}
escaped=\$NAME back=\\ quoted="$NAME" 'single $NAME'
EOF
COPY <<'EOF' raw.conf
name=$NAME \$NAME \\
EOF
COPY <<-EOF ./dash.conf
	tabs go
		all of them
	EOF
COPY <<EOF ./
becomes a file called EOF
EOF
