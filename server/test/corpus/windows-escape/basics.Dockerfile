# escape=`
FROM alpine:3.20
ENV TOOLS=C:\tools\bin\
ENV NEXT="C:\Program Files\x" DOLLAR=`$TOOLS PLAIN=$TOOLS QUOTE=a`"b BACK=``
RUN echo one `
    C:\two\ `
  # comment inside

    "three \" `n `` $TOOLS
LABEL path="C:\dir\`"q`"" blank=a` b
CMD ["cmd", "/c", "dir C:\\Users"]
CMD dir C:\Users\
USER nobody
