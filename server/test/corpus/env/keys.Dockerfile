FROM alpine:3.20
ARG PRE=APP
ENV ${PRE}_HOME=/opt _x=1 lower=2 a.b=3 c-d=4
ENV $PRE=self "QUOTED_KEY"=5
RUN env
