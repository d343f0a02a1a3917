# escape=`
FROM alpine:3.20
WORKDIR C:\app
WORKDIR sub\dir
WORKDIR c:/data
COPY a.txt C:\dst\
COPY a.txt ./x/
