FROM alpine:3.20
WORKDIR /srv
ADD notes.txt .
ADD notes.txt tree /mixed/
ADD ["notes.txt", "/json/"]
ADD . /all/
ARG N=notes
ADD ${N}.txt ./${N}-copy.txt
