FROM alpine:3.20
ENV OLD value with   several blanks
ENV QUOTED "quoted value" and more
ENV	TAB	tab separated	value
ENV EQUALS = 1
ENV NUMBER 1=2
ENV TRAIL value with trailing blanks  
ENV REF $OLD/x
RUN env
