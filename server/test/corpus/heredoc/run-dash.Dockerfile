FROM alpine:3.20
RUN <<-EOF
	echo one tab
		echo two tabs
	    echo tab and blanks
  	echo blank first
	EOF
RUN cat <<-EOF > /kept
	tabs stay for the shell
	EOF
RUN <<EOF
	tabs stay
EOF
