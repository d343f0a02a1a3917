FROM alpine:3.20
RUN <<EOF
EOF 
 EOF
eof
EOFEOF
	EOF
EOF
RUN <<E.O-F_1
echo odd name
E.O-F_1
RUN echo after
