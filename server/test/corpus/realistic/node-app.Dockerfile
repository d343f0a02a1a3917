# check=skip=SecretsUsedInArgOrEnv
ARG NODE_VERSION=22
ARG VARIANT=bookworm-slim

# ---- what every stage shares
FROM node:${NODE_VERSION}-${VARIANT} AS base
ENV NODE_ENV=production \
    NPM_CONFIG_UPDATE_NOTIFIER=false \
    NPM_CONFIG_FUND=false
WORKDIR /app
RUN corepack enable

# ---- dependencies only
FROM base AS deps
COPY --link package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm,sharing=locked \
    --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --include=dev

# ---- compile
FROM deps AS build
COPY --link tsconfig.json ./
COPY --link src/ ./src/
COPY --link public/ ./public/
ARG GIT_COMMIT
ENV VITE_COMMIT=${GIT_COMMIT:-unknown}
RUN <<EOF
set -eu
npm run typecheck
npm run build
npm prune --omit=dev
EOF

# ---- tests, not part of the image
FROM build AS test
ENV CI=1
RUN --network=none npm test -- --coverage

# ---- the image
FROM base AS runtime
ARG GIT_COMMIT
ARG PORT=3000
LABEL org.opencontainers.image.title="shop frontend" \
      org.opencontainers.image.source="https://git.example.invalid/shop" \
      org.opencontainers.image.revision=$GIT_COMMIT
COPY --from=build --chown=node /app/package.json ./
COPY --from=build --chown=node /app/public ./public
COPY --from=build --chown=node --chmod=u=rwX,go=rX /app/src ./dist
COPY <<-'JSON' ./runtime.json
	{
	  "telemetry": false,
	  "home": "$HOME"
	}
	JSON
USER node
ENV PORT=$PORT
EXPOSE $PORT
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://localhost:'+process.env.PORT).catch(()=>process.exit(1))"]
ENTRYPOINT ["node"]
CMD ["dist/server.js"]
