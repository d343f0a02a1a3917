ARG BASE_IMAGE=ubuntu
ARG BASE_TAG=24.04
FROM ${BASE_IMAGE}:${BASE_TAG} AS runner-base
ARG RUNNER_VERSION=2.319.1
ARG DOCKER_VERSION=27.3.1
ARG TARGETARCH
ENV RUNNER_HOME=/home/runner \
    RUNNER_VERSION=${RUNNER_VERSION} \
    AGENT_TOOLSDIRECTORY=/opt/hostedtoolcache
SHELL ["/bin/sh", "-euxc"]
RUN useradd -m -u 1001 runner; \
    mkdir -p "$AGENT_TOOLSDIRECTORY"
RUN for t in curl git jq unzip zip; do \
      apt-get install -y "$t"; \
    done
RUN case "${TARGETARCH:-amd64}" in \
      amd64) arch=x64 ;; \
      arm64) arch=arm64 ;; \
      *) echo "unsupported: $TARGETARCH" >&2; exit 1 ;; \
    esac; \
    echo "runner-$arch-$RUNNER_VERSION"
ONBUILD ARG TEAM
ONBUILD LABEL team=$TEAM
ONBUILD RUN echo "image of $TEAM"

FROM runner-base AS runner-docker
ARG DOCKER_VERSION
RUN echo "docker $DOCKER_VERSION"
COPY --from=docker:27-cli /etc/passwd /usr/local/share/docker-passwd
ENV DOCKER_HOST=unix:///var/run/docker.sock

FROM runner-docker AS runner-full
WORKDIR $RUNNER_HOME
USER 1001:1001
RUN ["/bin/sh", "-c", "echo exec form in between"]
RUN \
  echo one; \
  # two is not needed

  echo three
HEALTHCHECK NONE
STOPSIGNAL INT
ENTRYPOINT ["./run.sh"]
CMD ["--once", "--labels", "self-hosted,linux"]
