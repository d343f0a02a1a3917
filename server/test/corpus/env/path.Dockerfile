FROM alpine:3.20
ENV PATH=/opt/tool/bin:$PATH
ENV PATH="${PATH}:/extra" LD_LIBRARY_PATH=/lib:${LD_LIBRARY_PATH}
ENV HOME=/root PATH=/only
RUN env
