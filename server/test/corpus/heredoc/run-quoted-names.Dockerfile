FROM alpine:3.20
RUN <<'EOF'
echo '$HOME' stays
EOF
RUN <<"EOF"
echo "$HOME"
EOF
RUN <<E"O"F
echo part quoted
EOF
RUN <<"two words"
echo a name with a blank
two words
RUN cat <<'A' <<"B"
$A
A
$B
B
