FROM alpine:3.20
SHELL ["/bin/sh"]
CMD no option
SHELL ["a b", "c\"d", "é\t"]
CMD quoting
SHELL [""]
CMD odd
