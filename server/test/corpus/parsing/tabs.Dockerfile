	FROM	alpine:3.20
RUN	echo	tabs
		RUN echo indented
ENV	A=1	B=2
ENV	LEGACY	value	with	tabs
COPY	a.txt	b.txt	/dst/
EXPOSE	80	443
LABEL	k=v		l=w
VOLUME	/a	/b
USER	nobody
WORKDIR	/w
CMD	["a",	"b"]
