FROM alpine:3.20 AS First
RUN echo first

FROM alpine:3.20 AS Second-Stage_2.x
COPY --from=FIRST /etc/passwd /p

FROM alpine:3.20
RUN echo third
