FROM alpine:3.20 AS base
CMD ["from-base"]

FROM base
ENTRYPOINT ["/docker-entrypoint.sh"]
ENTRYPOINT exec top -b
ENTRYPOINT []
ENTRYPOINT ["a"]
CMD ["own"]
ENTRYPOINT ["b", "--flag=x y"]
