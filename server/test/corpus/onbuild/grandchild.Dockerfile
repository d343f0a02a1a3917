FROM alpine:3.20 AS parent
ONBUILD RUN echo trigger of parent
ONBUILD LABEL from=parent

FROM parent AS child
RUN echo child
ONBUILD RUN echo trigger of child

FROM child AS grandchild
RUN echo grandchild

FROM grandchild
RUN echo great-grandchild
