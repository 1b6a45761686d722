# The image of the Home Assistant app and of the standalone service: Node, one bundled program, nothing else.
#
# Supervisor builds it from this folder (mounted read-only) and passes BUILD_VERSION and BUILD_ARCH; there is no
# BUILD_FROM on purpose. Releases pass NODE_IMAGE with the digest of their day, so that a release can be built again.
ARG NODE_IMAGE=node:24-alpine

# The program is the same for every processor, so it is built once, on the builder's own.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# No install scripts: nothing here needs one. The npm package "node" (for tests) must not stand before the image's own.
# Where packages come from another registry, give its settings as the build secret "npmrc"; they leave no trace.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci --ignore-scripts && rm -f node_modules/.bin/node
COPY . .
RUN npm run build
# What the final stage holds, as one tree: it needs no command of its own, so no processor has to be emulated.
RUN mkdir -p /image/app/dist /image/usr/local/bin \
 && mkdir -m 1777 /image/data \
 && cp -R dist/bin /image/app/dist/bin \
 && cp package.json LICENSE dist/THIRD-PARTY-NOTICES.txt deploy/healthcheck.js /image/app/ \
 && ln -s /app/dist/bin/cloudflare-ddns.js /image/usr/local/bin/cloudflare-ddns

FROM ${NODE_IMAGE}
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
ENV NODE_ENV=production \
    STATE_DIR=/data \
    RUN_AS=1000:1000
WORKDIR /app
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["node", "/app/healthcheck.js"]
# No shell in between, so that SIGTERM reaches the program.
ENTRYPOINT ["node", "/app/dist/bin/cloudflare-ddns.js"]
CMD ["run"]
