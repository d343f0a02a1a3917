FROM alpine:3.20
RUN <<EOF
echo one
  echo   two   "$HOME"

# a comment of the shell
RUN echo not an instruction
echo backslash \
  goes on
EOF
RUN << SPACED
echo blanks before the word
SPACED
RUN <<EMPTY
EMPTY
RUN <<EOF
one line
EOF
