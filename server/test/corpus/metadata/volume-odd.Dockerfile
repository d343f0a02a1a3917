FROM alpine:3.20
VOLUME ['/single', '/quotes']
VOLUME   relative/dir
VOLUME ["/trailing"] # words
VOLUME [ "/a b" , "/c" ]
