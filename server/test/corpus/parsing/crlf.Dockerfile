# escape=\
FROM alpine:3.20

# comment
RUN echo one \
  && echo two \
  # inside
  && echo three
ENV A=1 \
    B="x y"
COPY a.txt /a
EXPOSE 80 443
CMD ["a", "b"]
CMD shell form
WORKDIR /app
LABEL legacy a b c
