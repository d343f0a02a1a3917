FROM alpine:3.20
RUN <<ONE <<TWO
echo one
ONE
echo two
TWO
RUN cat <<ONE <<-TWO > /both && echo done
first $HOME
ONE
	second
	TWO
RUN cat 3<<DATA /dev/fd/3 4<<-'MORE'
three
DATA
	four
	MORE
