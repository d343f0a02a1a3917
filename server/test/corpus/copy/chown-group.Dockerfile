FROM nginx:1.27
COPY --chown=nginx:nginx a.txt /one/
COPY --chown=node:node a.txt /two/
