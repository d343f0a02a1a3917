FROM alpine:3.20 AS parent
ENV NAME=parent
ONBUILD RUN <<EOF
echo one
echo two
EOF
ONBUILD COPY <<FILE /etc/onbuild.conf
name=$NAME
FILE
ONBUILD RUN cat <<-ONE <<-TWO > /both
	first
	ONE
	second
	TWO
ONBUILD COPY <<'RAW' <<"MORE" /etc/raw/
name=$NAME
RAW
other=$NAME
MORE

FROM parent
RUN echo child
