FROM alpine:3.20
COPY arr[[]0].txt /one/
COPY plus+at@2=x,y~.txt /two/
COPY ünï-✓.txt /drei/
COPY -dash.txt /four/
COPY -- --flaglike.txt /five/
