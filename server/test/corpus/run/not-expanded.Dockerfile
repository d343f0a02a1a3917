FROM alpine:3.20
ARG WHO=world
ENV GREETING=hello
RUN echo "$GREETING ${WHO:-nobody}" '$HOME' \$PATH $(id -u) `hostname`
RUN echo %s %d %% {braces} <angle> & echo ünïcode ✓ "\"quoted\"" \
    && printf 'a\nb\t%s\n' "$WHO"
