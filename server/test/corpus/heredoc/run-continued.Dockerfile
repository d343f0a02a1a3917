FROM alpine:3.20
RUN <<EOF \
  <<SECOND
echo first body
EOF
echo second body
SECOND
RUN --mount=type=cache,target=/c \
    # a comment
    <<EOF
echo alone after a continuation
EOF
RUN cat \
  <<EOF \

  > /x
body
EOF
