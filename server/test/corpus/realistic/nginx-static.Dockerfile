# A site with its own nginx configuration, for any builder.
ARG NGINX=1.27-alpine
FROM alpine:3.20 AS assets
WORKDIR /build
RUN apk add --no-cache gzip brotli
COPY site/ ./site/
RUN find site -type f \( -name '*.html' -o -name '*.css' -o -name '*.js' \) \
      -exec gzip -9 -k {} \; \
      -exec brotli -k {} \;

FROM nginx:$NGINX
LABEL maintainer="web@example.invalid" description="static site"
ENV NGINX_ENVSUBST_OUTPUT_DIR=/etc/nginx \
    SERVER_NAME=localhost \
    CLIENT_MAX_BODY_SIZE=1m
ARG BUILD_DATE
ARG REVISION=unknown
LABEL org.label-schema.build-date=$BUILD_DATE \
      org.label-schema.vcs-ref=$REVISION

RUN rm -rf /usr/share/nginx/html/* \
    && rm -f /etc/nginx/conf.d/default.conf
# logs go to the container's own streams
RUN ln -sf /dev/stdout /var/log/nginx/access.log \
    && ln -sf /dev/stderr /var/log/nginx/error.log
COPY nginx.conf /etc/nginx/nginx.conf
COPY conf.d/*.conf /etc/nginx/conf.d/
COPY templates /etc/nginx/templates/
COPY --from=assets /build/site /usr/share/nginx/html
WORKDIR /usr/share/nginx/html
RUN chown -R nginx . \
    && touch /var/run/nginx.pid \
    && chown nginx /var/run/nginx.pid

USER nginx
VOLUME ["/var/cache/nginx", "/var/log/nginx"]
EXPOSE 8080
EXPOSE 8443
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=30s --timeout=3s --retries=3 \
    CMD wget -q --spider http://localhost:8080/ || exit 1
CMD ["nginx", "-g", "daemon off;"]
