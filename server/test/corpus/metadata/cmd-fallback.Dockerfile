FROM alpine:3.20
CMD ["a"] # y
CMD ['a', 'b']
CMD ["a", "b",]
CMD ["a"]["b"]
CMD ["a"
CMD [a, b]
CMD "just" "quoted"
CMD {"not": "a list"}
CMD [ -x /app ] && /app
