FROM scratch AS empty

FROM alpine:3.20
COPY --from=empty / /nothing/
RUN echo after
