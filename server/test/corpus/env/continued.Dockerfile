FROM alpine:3.20
ENV ONE=1 \
    TWO="2 and \
    more" \
    # a comment inside
    THREE=3 \

    FOUR=4
ENV LEGACY first \
    second
RUN env
