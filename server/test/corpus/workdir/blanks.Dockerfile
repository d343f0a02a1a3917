FROM alpine:3.20
WORKDIR /a folder/with  blanks
WORKDIR   next one  
COPY a.txt ./
