FROM composer:2 AS vendor
WORKDIR /app
COPY composer.json composer.lock ./
RUN composer install \
    --no-dev --no-interaction --no-progress \
    --no-scripts --prefer-dist --optimize-autoloader

FROM node:22-alpine AS frontend
WORKDIR /app
COPY package*.json vite.config.js ./
RUN npm ci
COPY resources/ resources/
RUN npm run build

FROM php:8.3-fpm-alpine
LABEL maintainer="php@example.invalid"
ARG PHP_MEMORY=256M
ARG TIMEZONE=Europe/Berlin
ENV APP_ENV=production APP_DEBUG=false \
    PHP_OPCACHE_ENABLE=1 PHP_OPCACHE_VALIDATE=0
RUN set -eux; \
    apk add --no-cache --virtual .build-deps $PHPIZE_DEPS icu-dev libzip-dev postgresql-dev; \
    docker-php-ext-install -j"$(nproc)" intl opcache pdo_pgsql zip; \
    pecl install redis; \
    docker-php-ext-enable redis; \
    runDeps="$( \
      scanelf --needed --nobanner --recursive /usr/local/lib/php/extensions \
        | awk '{ gsub(/,/, "\nso:", $2); print "so:" $2 }' \
        | sort -u \
    )"; \
    apk add --no-cache $runDeps; \
    apk del .build-deps
RUN { \
      echo "memory_limit = ${PHP_MEMORY}"; \
      echo "date.timezone = ${TIMEZONE}"; \
      echo 'opcache.enable = ${PHP_OPCACHE_ENABLE}'; \
    } > /usr/local/etc/php/conf.d/zz-app.ini
WORKDIR /var/www/html
COPY --chown=82:82 . .
COPY --from=vendor --chown=82:82 /app/ ./vendor/
COPY --from=frontend --chown=82:82 /app/resources ./public/build
RUN php artisan storage:link && chmod -R ug+rwX storage bootstrap/cache
USER www-data
EXPOSE 9000
HEALTHCHECK --interval=10s --timeout=3s CMD php-fpm-healthcheck || exit 1
STOPSIGNAL SIGQUIT
ENTRYPOINT ["docker-php-entrypoint"]
CMD ["php-fpm", "-F", "-R"]
