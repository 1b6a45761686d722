/** The dashboard's page and script, put in by the build. */

declare const __DASHBOARD_HTML__: string | undefined;
declare const __DASHBOARD_SCRIPT__: string | undefined;

const NOT_BUILT =
  "<!doctype html><title>Cloudflare DDNS</title><p>The dashboard is part of the build: run <code>npm run build</code>.";

export const assets: { readonly html: string; readonly script: string } = {
  html: typeof __DASHBOARD_HTML__ === "string" ? __DASHBOARD_HTML__ : NOT_BUILT,
  script: typeof __DASHBOARD_SCRIPT__ === "string" ? __DASHBOARD_SCRIPT__ : "",
};
