FROM nginx:1.27 AS base
HEALTHCHECK --interval=10s CMD true

FROM base
HEALTHCHECK NONE
COPY a.txt /a
healthcheck none
