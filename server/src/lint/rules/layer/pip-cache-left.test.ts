// Edge cases of pip-cache-left; the plain ones are its examples.
import { testRule } from '../../../../test/support/checkRule';
import pipCacheLeft from './pip-cache-left';

testRule(pipCacheLeft, {
  finds: {
    'the variable of a stage below counts': `FROM python:3.12 AS base
ENV PIP_NO_CACHE_DIR=1
FROM base
RUN pip install flask
`,
    'so do ARG, export, and an option in front of the verb': `FROM python:3.12
RUN export PIP_NO_CACHE_DIR=1 && pip install flask
RUN pip --no-cache-dir install flask
ARG PIP_NO_CACHE_DIR=1
RUN pip install flask
`,
    'an export behind it does not': `FROM python:3.12
RUN pip install flask && export PIP_NO_CACHE_DIR=1
#   ^^^^^^^^^^^ pip's cache (/root/.cache/pip) stays in this layer
`,
    'the cache of another user': `FROM python:3.12
RUN useradd -m -d /srv/app app
USER app
RUN pip install flask
#   ^^^^^^^^^^^ pip's cache (/srv/app/.cache/pip) stays in this layer
RUN pip install flask && rm -rf /srv/app/.cache
RUN pip install flask && rm -rf ~/.cache/pip
RUN --mount=type=cache,target=/srv/app/.cache/pip,uid=1000 pip install flask
`,
    'a folder that variables name': `FROM python:3.12
ENV XDG_CACHE_HOME=/cache
RUN pip install flask
#   ^^^^^^^^^^^ pip's cache (/cache/pip) stays in this layer
RUN pip install flask && rm -rf $XDG_CACHE_HOME
RUN pip install --cache-dir /tmp/pip flask && rm -rf /tmp/pip
RUN --mount=type=cache,target=$XDG_CACHE_HOME pip install flask
`,
    'a mount for the wrong home is the fault of the mount': `FROM python:3.12
USER 1000
RUN --mount=type=cache,target=/root/.cache/pip pip install flask
`,
    'settings of pip itself': `FROM python:3.12
RUN pip config set global.no-cache-dir true
RUN pip install flask
`,
    'python and its scripts, not other programs': `FROM python:3.12
RUN python3.12 -m pip wheel -w /wheels flask
#   ^^^^^^^^^^^^^^^^^^^^^^^ pip's cache
RUN python3 pip install flask
RUN pip freeze && pip list && pip uninstall -y flask
`,
  },
  fixes: {
    'behind the verb, whatever stands there': [
      'FROM python:3.12\nRUN pip install \\\n    -r requirements.txt \\\n    gunicorn\n',
      'FROM python:3.12\nRUN pip install --no-cache-dir \\\n    -r requirements.txt \\\n    gunicorn\n',
    ],
    'inside of a condition and of another shell': [
      "FROM python:3.12\nRUN if [ -f r.txt ]; then pip install -r r.txt; fi && bash -lc 'pip install a'\n",
      "FROM python:3.12\nRUN if [ -f r.txt ]; then pip install --no-cache-dir -r r.txt; fi && bash -lc 'pip install --no-cache-dir a'\n",
    ],
  },
});
