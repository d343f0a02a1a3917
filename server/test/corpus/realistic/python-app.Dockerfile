ARG PYTHON=3.12
FROM python:${PYTHON}-slim AS base
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    VIRTUAL_ENV=/opt/venv
ENV PATH="$VIRTUAL_ENV/bin:$PATH"

FROM base AS builder
WORKDIR $VIRTUAL_ENV
WORKDIR /src
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt,sharing=locked \
    apt-get update && \
    apt-get install -y --no-install-recommends build-essential libpq-dev
RUN python -m venv "$VIRTUAL_ENV"
RUN --mount=type=bind,source=requirements.txt,target=requirements.txt \
    --mount=type=cache,target=/root/.cache/pip \
    pip install -r requirements.txt
COPY pyproject.toml README.md ./
COPY app app
RUN pip install --no-deps .

FROM base
ARG APP_UID=10001
LABEL maintainer="team@example.invalid"
# runtime libraries only
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      # database client
      libpq5 \
      # init
      tini \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid "$APP_UID" --create-home app
COPY --from=builder ${VIRTUAL_ENV} ${VIRTUAL_ENV}
WORKDIR /home/app
COPY --chown=$APP_UID:$APP_UID migrations/ ./migrations/
COPY --chmod=755 docker/entrypoint.sh /usr/local/bin/
RUN python3 - <<PY
import compileall, sys
sys.exit(not compileall.compile_dir("migrations", quiet=1))
PY
VOLUME /home/app/media
EXPOSE 8000/tcp
STOPSIGNAL SIGINT
USER $APP_UID
HEALTHCHECK --interval=1m --timeout=5s CMD python -c 'import urllib.request as r; r.urlopen("http://127.0.0.1:8000/health")'
ENTRYPOINT ["tini", "--", "entrypoint.sh"]
CMD ["gunicorn", "app.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "4"]
