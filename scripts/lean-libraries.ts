/** What the build does to libraries so that a program pays only for what it uses. The sources import them in the plain way. */

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Plugin, PluginBuild } from "esbuild";

const headerList = fileURLToPath(new URL("../src/adapters/cloudflare/header-list.ts", import.meta.url));

/**
 * Tables that cost megabytes when a module is evaluated (2026-11, Node 24: tr46 5 MB, re2js 4 MB) are evaluated at the
 * first call instead: most set-ups have plain ASCII names and no pattern. Each entry lists what our sources import.
 */
const LAZY: Readonly<Record<string, string>> = {
  tr46: `
    export const toASCII = (...args) => require("tr46").toASCII(...args);
    export const toUnicode = (...args) => require("tr46").toUnicode(...args);`,
  re2js: `
    export const RE2JS = { compile: (...args) => require("re2js").RE2JS.compile(...args) };`,
};

/** Touching the global `Headers` makes Node load its fetch (17 MB): inside the SDK our own class takes its place. */
function sdkWithoutFetch(build: PluginBuild): void {
  build.onLoad({ filter: /cloudflare[\\/]internal[\\/]headers\.mjs$/ }, async ({ path }) => ({
    contents: `import { HeaderList as Headers } from ${JSON.stringify(headerList)};\n${await readFile(path, "utf8")}`,
    loader: "js",
  }));
}

function lazily(build: PluginBuild): void {
  build.onResolve({ filter: /^(tr46|re2js)$/ }, ({ path, kind }) =>
    kind === "require-call" ? undefined : { path, namespace: "lazy" },
  );
  build.onLoad({ filter: /.*/, namespace: "lazy" }, ({ path }) => ({
    contents: LAZY[path] ?? "",
    loader: "js",
    resolveDir: fileURLToPath(new URL("../", import.meta.url)),
  }));
}

/** The MQTT library brings a copy of Node's streams for browsers, and a SOCKS client for a setting that we do not offer. */
function mqttForNode(build: PluginBuild): void {
  build.onResolve({ filter: /^readable-stream$/ }, () => ({ path: "node:stream", external: true }));
  build.onResolve({ filter: /^socks$/ }, ({ path }) => ({ path, namespace: "left-out" }));
  build.onLoad({ filter: /.*/, namespace: "left-out" }, () => ({
    contents: "module.exports = {};",
    loader: "js",
  }));
}

export const leanLibraries: Plugin = {
  name: "lean-libraries",
  setup(build) {
    sdkWithoutFetch(build);
    lazily(build);
    mqttForNode(build);
  },
};
