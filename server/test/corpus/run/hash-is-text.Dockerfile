FROM alpine:3.20
RUN echo a # still part of the command
RUN echo '#' ; : #end
RUN # only this
