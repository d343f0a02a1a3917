ARG TAG=latest
FROM alpine:3.20 AS base
ARG TEAM=core
ENV TEAM=$TEAM STAGE=base
WORKDIR /work
RUN apk add --no-cache make git
COPY Makefile ./

# generated code for both sides
FROM base AS proto
ARG PROTOC=27.1
COPY proto/ proto/
RUN make proto PROTOC=$PROTOC

FROM base AS backend
ENV STAGE=backend
COPY --from=proto /work/proto gen/
COPY backend/ backend/
ARG PROFILE=release
RUN make backend PROFILE=$PROFILE
EXPOSE 50051 8080
CMD ["/work/backend/run"]

FROM base AS frontend
ENV STAGE=frontend
COPY --from=proto /work/proto gen/
COPY frontend/ frontend/
RUN make frontend
EXPOSE 3000
CMD ["/work/frontend/run"]

FROM backend AS backend-debug
USER root
RUN apk add --no-cache gdb
ENTRYPOINT ["gdb", "--args"]

FROM base AS all
COPY --from=backend /work/backend backend/
COPY --from=frontend /work/frontend frontend/
RUN make package TAG=$TAG
CMD ["sh"]
