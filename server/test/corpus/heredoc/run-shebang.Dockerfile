FROM alpine:3.20
RUN <<EOF
#!/usr/bin/env python3
print("hello")
EOF
RUN <<-'script.sh'
	#!/bin/sh
	echo tabs are stripped first
script.sh
RUN <<NOT
 #!/bin/sh
echo a blank before it
NOT
ARG A=1
RUN <<"EOF 2"
#!/usr/bin/python3 -u
print("$A")
EOF 2
