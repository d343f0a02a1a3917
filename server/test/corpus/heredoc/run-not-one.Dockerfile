FROM alpine:3.20
RUN cat <<< "here string" || true
RUN echo $((1<<4)) "<<EOF" '<<EOF' x<<EOF
RUN ["/bin/sh", "-c", "cat <<EOF"]
ENV A=<<EOF
LABEL b="<<EOF"
CMD cat <<EOF
