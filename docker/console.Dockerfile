# The console: built with Angular, served by nginx, which also proxies /api to the service.
FROM node:24.21.0-bookworm-slim AS build
ENV NG_CLI_ANALYTICS=false
WORKDIR /app
# npm reads the manifest of every workspace, including those that it does not install.
COPY package.json package-lock.json .npmrc ./
COPY packages/bundled-model/package.json packages/bundled-model/
COPY packages/embedded-postgres/package.json packages/embedded-postgres/
COPY backend/package.json backend/
COPY frontend/package.json frontend/
# Includes optional packages: they contain the compilers for this platform.
RUN --mount=type=cache,target=/root/.npm npm ci --workspace frontend
COPY frontend/angular.json frontend/.postcssrc.json frontend/tsconfig.json frontend/tsconfig.app.json frontend/
COPY frontend/public frontend/public
COPY frontend/src frontend/src
# Files keep the permissions of the checkout; a strict umask there would make them unreadable for nginx.
RUN npm run build --workspace frontend && chmod -R u=rwX,go=rX frontend/dist

FROM nginxinc/nginx-unprivileged:1.30.6-alpine-slim
COPY --chmod=644 docker/nginx.conf docker/api.conf /etc/nginx/
COPY --from=build /app/frontend/dist/browser /srv/console
EXPOSE 5173
# The console's own health: it serves the console, with an error message, also while the api is unreachable.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
  CMD ["wget", "--quiet", "--output-document=/dev/null", "http://127.0.0.1:5173/"]
