FROM alpine:3.20
HEALTHCHECK CMD zero
HEALTHCHECK --retries=0 CMD zero
HEALTHCHECK --retries=3 CMD three
HEALTHCHECK --retries=10 CMD newline
HEALTHCHECK --retries=39 CMD quote
HEALTHCHECK --retries=65 CMD letter
HEALTHCHECK --retries=92 CMD backslash
HEALTHCHECK --retries=127 CMD delete
HEALTHCHECK --retries=160 CMD nbsp
HEALTHCHECK --retries=233 CMD e-acute
HEALTHCHECK --retries=8364 CMD euro
HEALTHCHECK --retries=55296 CMD surrogate
HEALTHCHECK --retries=1114112 CMD beyond
