FROM alpine:3.20
CMD [   "a"  ,"b",   "c"   ]
CMD	["tab"]
CMD [ \
  "one", \
  # a comment
  "two" \
]
ENTRYPOINT ["a b", "c\td"]
