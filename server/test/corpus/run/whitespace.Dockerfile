FROM alpine:3.20
RUN    echo three blanks after the keyword
RUN	echo tab after the keyword
RUN 	 echo mixed
   RUN echo indented instruction
RUN echo trailing blanks   
RUN echo trailing tab	
RUN echo inner   blanks	and	tabs  stay
