FROM alpine:3.20
RUN echo one && \
# at the margin
    echo two && \
    # indented
	# with a tab \
    echo three # in the text \
    && echo four
RUN set -x \
#
##
    && true
ENV A=1 \
  # between
  B=2
CMD ["a", \
# in a list
     "b"]
