FROM alpine:3.20
COPY <<one.txt <<two.txt /dst/
first
one.txt
second
two.txt
COPY a.txt <<three.txt b.txt <<"four.txt" /mixed/
third
three.txt
fourth
four.txt
COPY --chown=1000:1000 --chmod=600 --link <<secret.cfg /flags/
k=v
secret.cfg
