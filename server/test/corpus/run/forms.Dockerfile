FROM alpine:3.20
RUN echo shell form
RUN ["/bin/sh", "-c", "echo exec form"]
RUN ["/bin/sh","-c","echo  two  blanks","an argument","", "after an empty one"]
RUN true
RUN ["/bin/sh"]
