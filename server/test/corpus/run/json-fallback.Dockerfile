FROM alpine:3.20
RUN [ -f /etc/passwd ] || echo missing
RUN ['/bin/sh', '-c', 'echo single quotes']
RUN ["/bin/sh", "-c", "echo trailing"] && echo words
RUN ["/bin/sh", "-c", "echo trailing comma",]
RUN [ "/bin/sh" , "-c" , "echo blanks around" ]
RUN ["/bin/sh", \
     "-c", \
     "echo three lines"]
