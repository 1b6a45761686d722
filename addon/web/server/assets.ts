/** The dashboard's page and script, put in by the build, packed. */

import { brotliDecompressSync } from "node:zlib";

declare const __DASHBOARD__: string | undefined;

interface Assets {
  readonly html: string;
  readonly script: string;
}

const NOT_BUILT: Assets = {
  html: "<!doctype html><title>Cloudflare DDNS</title><p>The dashboard is part of the build: run <code>npm run build</code>.",
  script: "",
};

export const assets: Assets = typeof __DASHBOARD__ === "string" ? unpack(__DASHBOARD__) : NOT_BUILT;

function unpack(packed: string): Assets {
  return JSON.parse(brotliDecompressSync(Buffer.from(packed, "base64")).toString("utf8")) as Assets;
}
