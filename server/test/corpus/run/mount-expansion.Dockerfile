FROM python:3.12-slim
ARG PY=3.12
ENV CACHE=/root/.cache
RUN --mount=type=cache,target=${CACHE}/pip-${PY},id=pip-$PY pip list
RUN --mount=type=secret,id=token,env=TOKEN --mount=type=cache,target="/quoted",uid=1000,mode=0755 echo "$TOKEN"
