FROM alpine:3.20
RUN --network=none echo offline
RUN --network=default --mount=type=cache,target=/c echo default
RUN --network=none ["/bin/sh", "-c", "echo exec"]
