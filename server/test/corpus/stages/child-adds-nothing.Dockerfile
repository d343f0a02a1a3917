FROM alpine:3.20 AS build
RUN echo build
CMD ["build"]

FROM build
