FROM node:22
COPY --chown=node a.txt /one/
COPY --chown=www-data a.txt /two/
COPY --chown=nobody:0 a.txt /three/
COPY --chown=root a.txt /four/
