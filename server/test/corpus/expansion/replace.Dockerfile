FROM alpine:3.20
ENV P=/a/b/c V=1.2.3 S="x y z"
LABEL first=${V/./-} all=${V//./-} delete=${V//./} none=${V/9/8} slash=${P//\//_} any=${V/?/X} greedy=${V/1*2/Y}
LABEL blank="${S// /_}" var=${V/2/$V} wild=${P/*b/} unset=${NOPE/a/b}
