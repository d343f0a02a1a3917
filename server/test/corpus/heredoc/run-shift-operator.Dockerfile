FROM alpine:3.20
RUN echo $(( 8 << 2 ))
echo this line belongs to the instruction above
2
RUN echo after
