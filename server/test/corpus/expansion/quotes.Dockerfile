FROM alpine:3.20
ENV V="two  words"
LABEL a=$V b="$V" c='$V' d="'$V'" e='"$V"' f=x"$V"y'$V'z
LABEL g="\$V \" \\ \n \' \`" h='\$V \" \\ \n' i=\"$V\" j=\'$V\' k=a\ b\
c
COPY "a.txt" '/dst"$V"/'
USER "nob"ody
WORKDIR /w/"$V"/'$V'
