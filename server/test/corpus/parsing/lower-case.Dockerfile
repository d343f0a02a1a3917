from alpine:3.20 as build
arg a=1
env b=2
run echo lower
workdir /app
copy a.txt .
add a.txt b
label k=v
expose 80
volume /v
user nobody
stopsignal SIGTERM
healthcheck cmd true
shell ["/bin/sh", "-c"]
entrypoint ["e"]
cmd ["c"]
onbuild run echo
maintainer someone
