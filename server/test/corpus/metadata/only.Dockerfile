FROM scratch
LABEL a=1
ENV B=2
CMD ["/nothing"]
