FROM debian:bookworm
LABEL description="Debian packaging toolbox" \
      vendor="Example Distribution Team" \
      usage="docker run --rm -v \$PWD:/work toolbox dpkg-buildpackage -us -uc"

ENV DEBIAN_FRONTEND=noninteractive
ENV LANG C.UTF-8
ENV DEBEMAIL="packages@example.invalid" DEBFULLNAME="Package Robot"
ENV QUILT_PATCHES=debian/patches \
    QUILT_REFRESH_ARGS="-p ab --no-timestamps --no-index" \
    LINTIAN_PROFILE=debian

RUN sed -i 's/^Types: deb$/Types: deb deb-src/' /etc/apt/sources.list.d/debian.sources

RUN apt-get update && apt-get install -y --no-install-recommends \
        build-essential \
        debhelper \
        devscripts \
        dh-python \
        dpkg-dev \
        equivs \
        fakeroot \
        git-buildpackage \
        lintian \
        pristine-tar \
        quilt \
        # reproducible builds
        diffoscope-minimal \
        disorderfs \
        reprotest \
    && rm -rf /var/lib/apt/lists/*

RUN apt-get update \
    && apt-get install -y --no-install-recommends sudo ccache eatmydata \
    && rm -rf /var/lib/apt/lists/* \
    && echo 'app ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/app \
    && chmod 0440 /etc/sudoers.d/app

COPY gbp.conf lintian.conf quilt.conf /etc/toolbox/
COPY bin/ /usr/local/bin/
ADD keyrings.tar /usr/share/keyrings/

ENV PATH=/usr/lib/ccache:$PATH
ENV CCACHE_DIR=/var/cache/ccache
WORKDIR $CCACHE_DIR
RUN chmod 0777 .

ARG EXTRA_PACKAGES
RUN if [ -n "$EXTRA_PACKAGES" ]; then \
      apt-get update \
      && apt-get install -y $EXTRA_PACKAGES \
      && rm -rf /var/lib/apt/lists/*; \
    fi

USER app
WORKDIR /work
VOLUME /work
SHELL ["/bin/sh", "-eu", "-c"]
RUN git config --global user.name "$DEBFULLNAME"; \
    git config --global user.email "$DEBEMAIL"
ENTRYPOINT ["/usr/local/bin/toolbox-entrypoint"]
CMD ["bash", "-l"]
