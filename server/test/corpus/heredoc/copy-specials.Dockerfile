FROM alpine:3.20
COPY <<EOF /specials
# a comment line stays
trailing backslash \
next line
FROM nothing
$(not run) `not run` $$ $1 ${UNSET}
	tab
EOF
RUN echo after
