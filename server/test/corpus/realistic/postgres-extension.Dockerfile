ARG PG_MAJOR=16
FROM postgres:${PG_MAJOR} AS build
ARG PG_MAJOR
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        "postgresql-server-dev-$PG_MAJOR" \
        build-essential \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /ext/out
WORKDIR /ext/src
COPY Makefile *.control *.sql ./
COPY src/*.c src/*.h ./src/
RUN make && make install DESTDIR=/ext/out

FROM build AS regress
USER postgres
RUN make installcheck

FROM postgres:${PG_MAJOR}
ARG PG_MAJOR
ENV POSTGRES_INITDB_ARGS="--data-checksums --encoding=UTF8" \
    PGDATA=/var/lib/postgresql/data/pgdata
COPY --from=build /ext/out/ /
COPY --from=build --chown=0:0 /ext/src/ext.control /usr/share/doc/ext-$PG_MAJOR/
COPY initdb.d/ /docker-entrypoint-initdb.d/
COPY postgresql.conf.sample /usr/share/postgresql/postgresql.conf.sample
RUN echo "shared_preload_libraries = 'ext'" >> /usr/share/postgresql/postgresql.conf.sample

# defaults that the entrypoint understands
ENV POSTGRES_USER=app \
    POSTGRES_DB=app \
    POSTGRES_HOST_AUTH_METHOD=scram-sha-256
LABEL org.opencontainers.image.base.name="postgres:${PG_MAJOR}"
USER postgres
WORKDIR /var/lib/postgresql
VOLUME $PGDATA
EXPOSE 5432
STOPSIGNAL SIGINT
HEALTHCHECK --interval=10s --timeout=5s --retries=5 CMD pg_isready -U "$POSTGRES_USER" -d "$POSTGRES_DB"
CMD ["postgres", "-c", "log_statement=all"]
