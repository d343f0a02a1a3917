FROM alpine:3.20
RUN echo goes on \
# only a comment follows

# and another

