
# before everything
   # indented

ARG TAG=3.20
# between

FROM alpine:${TAG}
#RUN echo disabled
# escape=`
RUN echo a # not a comment
  #   RUN echo disabled too
#
ENV A=#1 B="# quoted"
# RUN continued \
RUN echo a comment cannot be continued
# last
