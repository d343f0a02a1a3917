FROM scratch
WORKDIR data
WORKDIR /
COPY a.txt here/
WORKDIR /x/y
