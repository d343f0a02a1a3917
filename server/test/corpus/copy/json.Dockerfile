FROM alpine:3.20
WORKDIR /srv
COPY ["a b.txt", "/with blanks/"]
COPY [ "c.txt", "d e.txt", "/dir x/" ]
COPY ["\u0063.txt","./"]
ADD ["a b.txt", "c.txt", "added here/"]
