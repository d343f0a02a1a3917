FROM alpine:3.20
ENV P=/usr/local/lib/libfoo.so.1.2 V=v1.2.3-rc.1 S="a*b?c" U=äöüäöü
LABEL short_prefix=${P#*/} long_prefix=${P##*/} short_suffix=${P%.*} long_suffix=${P%%.*}
LABEL v=${V#v} core=${V%%-*} nomatch=${V#x}${V%y} any=${V#?} all=${V##*} empty=${V#}
LABEL star=${S#a\*} question=${S%\?c} unicode=${U#ä} unicode2=${U%?} unicode3=${U%%ö*}
LABEL var=${P#$HOME/usr} unset=${NOPE#x}${NOPE%%y}
