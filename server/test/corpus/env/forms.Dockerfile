FROM alpine:3.20
ENV A=1
ENV B=x\ y C="x  y" D='x "y"' E= F="" G=''
ENV	TABBED=1	SECOND=2
ENV H=a=b=c I="k=v" J==
ENV K=comma,semi;colon:slash/hash#mark
RUN env
