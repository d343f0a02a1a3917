FROM alpine:3.20 AS base
ENV STEP=base
RUN echo base

FROM base AS test
ENV STEP=test
RUN echo test
CMD ["test"]

FROM base AS release
COPY --from=test /etc/passwd /p
CMD ["release"]
