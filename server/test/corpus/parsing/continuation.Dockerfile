FROM alpine:3.20
RUN echo one \
    two \
	tab-indented \
three
RUN echo blanks after the backslash \  	
    still goes on
RUN \
    echo keyword alone
RUN echo no blank before\
the backslash
RUN echo double backslash \\
RUN echo triple \\\
RUN "in quotes \
   too"
COPY a.txt \
     b.txt \
     /dst/
EXPOSE 80 \
  443
