FROM alpine:3.20
COPY --link a.txt /one/
COPY --link=true a.txt /two/
COPY --link=false a.txt /three/
COPY --link --chmod=640 a.txt /four/
COPY --link --chown=1000:1000 a.txt /five/
ADD --link a.txt b.txt /six/
RUN echo after links
COPY --link a.txt /seven
