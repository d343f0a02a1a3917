FROM alpine:3.20
COPY <<"index.html" <<'raw.txt' <<r"o"bots.txt /www/
<p title="${X}">$Y</p>
index.html
text $X
raw.txt
User-agent: ${X}
robots.txt
COPY <<-"dash" /www/dash.txt
	tab and $X
	dash
