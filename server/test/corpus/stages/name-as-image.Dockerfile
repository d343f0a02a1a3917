FROM alpine AS alpine
ENV FROM_STAGE=yes

FROM alpine:latest AS other
RUN echo the image

FROM alpine
COPY --from=other /etc/passwd /p
RUN echo the stage
