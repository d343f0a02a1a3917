FROM alpine:3.20
ENV A=x A1=y
LABEL digits="$1 $12 ${1} $0" params="$@ $* $# $? $- $! $$" names="$A1 ${A}1 $A-b $A.b $A/b $Ab"
LABEL literal="$. $, $/ $" end=$ tail="100$" escaped=\$A double=\\$A triple=\\\$A braces=\${A}
LABEL under=$_A_ paren=$(A) tick=`A` at=a@b
