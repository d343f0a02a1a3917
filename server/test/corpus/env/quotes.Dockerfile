FROM alpine:3.20
ENV A="say \"hi\"" B='it is' C=it\'s D="it's" E='"'
ENV F="a\b" G="a\\b" H=a\b I=a\\b J='a\b' K='a\\b'
ENV L="dollar \$A" M=\$A N='$A' O="$A" P=$A$B"$C"'$D'
ENV Q=mid"dle quo"ted' parts 'joined
ENV R="line one\nline two" S="tab\there"
RUN env
