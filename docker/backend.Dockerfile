# The service: one image for the api and for the worker, which differ in the command only.
# Debian rather than Alpine: it is the C library that the tests run on, for some 25 MB more.
FROM node:24-bookworm-slim AS manifests
WORKDIR /app
# npm reads the manifest of every workspace, also of those that it is not to install.
COPY package.json package-lock.json .npmrc ./
COPY backend/package.json backend/
COPY frontend/package.json frontend/

# What is optional is a Node.js and a PostgreSQL for machines that have none; a container has both.
FROM manifests AS dependencies
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=optional --workspace backend
# Half of the bytes are types and source maps, which nothing reads here.
RUN find node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' \) -delete

FROM manifests AS build
RUN --mount=type=cache,target=/root/.npm npm ci --omit=optional --workspace backend --include-workspace-root
COPY nest-cli.json ./
COPY backend/tsconfig.json backend/tsconfig.build.json backend/
COPY backend/src backend/src
RUN npx nest build

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
# Tells Node.js that what it finds in dist are ES modules.
COPY backend/package.json backend/
COPY --from=build /app/backend/dist backend/dist
USER node
CMD ["node", "backend/dist/main.js"]
# The api's; docker-compose.yml has the worker's. Without Redis the api is degraded and still ready.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8000}/api/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
