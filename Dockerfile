# The image of the Home Assistant app and of the standalone service: Node, a shell, one bundled program, nothing else.
#
# Supervisor builds it from this folder (mounted read-only) and passes BUILD_VERSION and BUILD_ARCH; there is no
# BUILD_FROM on purpose. Releases pass NODE_IMAGE with the digest of their day, so that a release can be built again.
ARG NODE_IMAGE=node:24-alpine

# The system that is shipped, for the processor that it is shipped to.
FROM ${NODE_IMAGE} AS system

# The program is the same for every processor, so it is built once, on the builder's own.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# No install scripts: nothing here needs one. The npm package "node" (for tests) must not stand before the image's own.
# Where packages come from another registry, give its settings as the build secret "npmrc"; they leave no trace.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci --ignore-scripts && rm -f node_modules/.bin/node
COPY . .
RUN npm run build
# What the image holds, as one tree. It is put together here, on the builder's own processor: no other has to be emulated.
COPY --from=system / /image/
# Out of Node's image go what only developers need (npm, corepack, yarn, headers) and what could install more.
WORKDIR /image
RUN rm -rf usr/local/lib/node_modules usr/local/include usr/local/share opt/yarn* home/node/.npm \
           usr/local/*.md etc/apk sbin/apk usr/sbin/apk usr/bin/apk lib/libapk* usr/lib/libapk*
WORKDIR /image/usr/local/bin
RUN rm -f npm npx corepack yarn yarnpkg pnpm pnpx docker-entrypoint.sh
WORKDIR /build
RUN mkdir -p /image/app/dist \
 && mkdir -m 1777 /image/data \
 && cp -R dist/bin /image/app/dist/bin \
 && cp package.json LICENSE dist/THIRD-PARTY-NOTICES.txt dist/sbom.cdx.json deploy/healthcheck.js /image/app/ \
 && ln -s /app/dist/bin/cloudflare-ddns.js /image/usr/local/bin/cloudflare-ddns

FROM scratch
ARG BUILD_VERSION=0.2.0
ARG BUILD_ARCH=
LABEL io.hass.type="app" \
      io.hass.version="${BUILD_VERSION}" \
      io.hass.arch="${BUILD_ARCH}" \
      org.opencontainers.image.title="Cloudflare DDNS" \
      org.opencontainers.image.description="Keeps Cloudflare DNS records and WAF lists pointed at a home whose address changes" \
      org.opencontainers.image.version="${BUILD_VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.url="https://github.com/homeward/cloudflare-ddns" \
      org.opencontainers.image.source="https://github.com/homeward/cloudflare-ddns"
COPY --from=build /image/ /
# Started as root, the program reads what only root may read (the app's options, secret files), then becomes RUN_AS.
# Started as any other user (--user, runAsUser) it stays that user.
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    NODE_ENV=production \
    STATE_DIR=/data \
    RUN_AS=1000:1000
WORKDIR /app
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["node", "/app/healthcheck.js"]
# No shell in between, so that SIGTERM reaches the program.
ENTRYPOINT ["node", "/app/dist/bin/cloudflare-ddns.js"]
CMD ["run"]
