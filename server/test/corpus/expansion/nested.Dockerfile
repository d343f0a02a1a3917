FROM alpine:3.20
ENV A=a B=b
LABEL one=${X:-${Y:-${A}}} two=${A:+$B${B}} three=${X:-"quoted $A"} four="${X:-'single $A'}"
LABEL five=${X:-a\}b} six="${X:-two words}" seven=${X:-$(cmd)} eight=${A:+}${X:-}
LABEL nine="${X:-"in"side}" ten=${X:-{}}
