FR\
OM alp\
ine:3.20
\
RUN echo a lone backslash line before
R\
U\
N ec\
ho split words
ENV LONG=a\
b\
c SECOND=d
LABEL k="one\
 two"
