FROM debian:12
COPY --from=busybox:1.36 /bin/sh /bin/bash
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN set -u; echo "$0" | cat
HEALTHCHECK CMD true
CMD ["plain"]
