ARG NODE=22-alpine
ARG REGISTRY=library

FROM ${REGISTRY}/node:${NODE} AS workspace
ARG TURBO_TEAM
ENV TURBO_TELEMETRY_DISABLED=1 PNPM_HOME=/pnpm
ENV PATH=$PNPM_HOME:$PATH
WORKDIR /repo
RUN corepack enable && corepack prepare pnpm@9 --activate
COPY pnpm-workspace.yaml pnpm-lock.yaml package.json turbo.json ./

FROM workspace AS fetch
RUN --mount=type=cache,id=pnpm,target=/pnpm/store pnpm fetch
COPY packages/ui/package.json packages/ui/
COPY packages/config/package.json packages/config/
COPY apps/web/package.json apps/web/
COPY apps/api/package.json apps/api/
RUN --mount=type=cache,id=pnpm,target=/pnpm/store pnpm install --offline --frozen-lockfile

FROM fetch AS shared
COPY packages packages
RUN pnpm --filter './packages/**' run build
LABEL stage=shared

FROM shared AS web
ARG PUBLIC_URL=https://example.invalid
COPY apps/web apps/web
RUN PUBLIC_URL=$PUBLIC_URL pnpm --filter web run build

FROM shared AS api
ENV NODE_ENV=production
COPY apps/api apps/api
RUN pnpm --filter api run build && pnpm deploy --filter api --prod /out/api

FROM ${REGISTRY}/node:${NODE} AS release
ARG PUBLIC_URL
ARG TARGETSTAGE
LABEL target=$TARGETSTAGE
WORKDIR /srv
COPY --from=api /repo/apps/api ./api
COPY --from=web /repo/apps/web ./web
COPY --from=shared /repo/packages/config/package.json ./config.json
COPY deploy/*.sh ./bin/
RUN <<EOF
chmod +x ./bin/*.sh
cat > env.sh <<INNER
export PUBLIC_URL="$PUBLIC_URL"
INNER
EOF
ENV NODE_ENV=production PORT=8080
EXPOSE ${PORT} 9229/TCP
USER node
HEALTHCHECK --interval=15s --start-period=1m30s --start-interval=1s CMD ["node", "api/health.js"]
CMD ["node", "api/server.js"]
