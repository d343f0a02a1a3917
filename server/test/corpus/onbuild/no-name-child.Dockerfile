FROM alpine:3.20 AS parent
ONBUILD RUN --mount=type=cache,target=/c echo cached trigger
ONBUILD COPY --chmod=600 --chown=1:1 a.txt /a

FROM parent
