FROM alpine:3.20
RUN <<EOF
echo one
echo two
EOF
COPY <<EOF /x
line
EOF
RUN cat <<-EOF > /y
	tab
	EOF
ENV A=1
