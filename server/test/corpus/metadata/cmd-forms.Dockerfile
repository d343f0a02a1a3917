FROM alpine:3.20
CMD ["nginx", "-g", "daemon off;"]
CMD nginx -g 'daemon off;'
CMD ["single"]
CMD []
CMD [ ]
CMD ["", " "]
CMD ["/bin/sh", "-c", "echo \"$HOME\" && exit"]
CMD exec   "$0"	'x' \
    --more
