/** What the build does to libraries so that a program pays only for what it uses. The sources import them in the plain way. */

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import type { Plugin, PluginBuild } from "esbuild";

const headerList = fileURLToPath(new URL("../src/adapters/cloudflare/header-list.ts", import.meta.url));

/**
 * Tables that cost megabytes when a module is evaluated (2026-11, Node 24: tr46 5 MB, re2js 4 MB, croner 1 MB, zod's schemas 1 MB) are evaluated at the
 * first call instead: most set-ups have plain ASCII names and no pattern. Each entry lists what our sources import.
 */
const configJsonShape = fileURLToPath(
  new URL("../src/settings/dialects/config-json-shape.ts", import.meta.url),
);

const LAZY: Readonly<Record<string, string>> = {
  "./config-json-shape.ts": `
    export const readConfigJson = (...args) => require(${JSON.stringify(configJsonShape)}).readConfigJson(...args);`,
  tr46: `
    export const toASCII = (...args) => require("tr46").toASCII(...args);
    export const toUnicode = (...args) => require("tr46").toUnicode(...args);`,
  re2js: `
    export const RE2JS = { compile: (...args) => require("re2js").RE2JS.compile(...args) };`,
  "dns-packet": `
    export const encode = (...args) => require("dns-packet").encode(...args);
    export const decode = (...args) => require("dns-packet").decode(...args);
    Object.defineProperty(decode, "bytes", { get: () => require("dns-packet").decode.bytes });`,
  croner: `
    export function Cron(...args) { return new (require("croner").Cron)(...args); }`,
};

/**
 * Touching the globals `Headers` or `FormData` makes Node load its fetch (17 MB). Inside the SDK our own list of headers
 * takes the place of the one; the others are only asked whether a body is of their kind, and our bodies are plain JSON.
 */
function sdkWithoutFetch(build: PluginBuild): void {
  const filter = /cloudflare[\\/](client|internal[\\/](headers|utils[\\/]log))\.mjs$/;
  build.onLoad({ filter }, async ({ path }) => {
    const text = (await readFile(path, "utf8")).replace(/globalThis\.(ReadableStream|Blob)\b/g, "undefined");
    const head = `import { HeaderList as Headers } from ${JSON.stringify(headerList)}; const FormData = class {};`;
    return { contents: `${head}\n${text}`, loader: "js" };
  });
}

function lazily(build: PluginBuild): void {
  build.onResolve(
    { filter: /^(tr46|re2js|croner|dns-packet|\.\/config-json-shape\.ts)$/ },
    ({ path, kind }) => (kind === "import-statement" ? { path, namespace: "lazy" } : undefined),
  );
  build.onLoad({ filter: /.*/, namespace: "lazy" }, ({ path }) => ({
    contents: LAZY[path] ?? "",
    loader: "js",
    resolveDir: fileURLToPath(new URL("../", import.meta.url)),
  }));
}

/**
 * Parts of libraries that no setting of ours can reach, by what their paths end with, and what stands in their place:
 * ways to send mail other than SMTP, attachments, addresses of known mail services (nodemailer); SOCKS proxies,
 * browser timers and aliases of MQTT 5 (mqtt); log transports in worker threads (pino).
 */
const LEFT_OUT: readonly (readonly [path: RegExp, contents: string])[] = [
  [
    /nodemailer\/dist\/esm\/(smtp-pool|sendmail-transport|stream-transport|json-transport|ses-transport|dkim|xoauth2|fetch)\/index\.js$/,
    "export default class {}",
  ],
  [/nodemailer\/dist\/esm\/well-known\/services\.js$/, "export const services = {};"],
  [
    /nodemailer\/dist\/esm\/mime-funcs\/mime-types\.js$/,
    'export const detectMimeType = () => "application/octet-stream"; export const detectExtension = () => "bin";',
  ],
  [/node_modules\/(socks|worker-timers|thread-stream)\/.*\.js$/, "module.exports = {};"],
  [/node_modules\/lru-cache\/.*\.js$/, "exports.LRUCache = class {};"],
];

function withoutTheUnreachable(build: PluginBuild): void {
  for (const [filter, contents] of LEFT_OUT) build.onLoad({ filter }, () => ({ contents, loader: "js" }));
}

/** pino asks for worker threads only to know that it is in none. */
function pinoWithoutThreads(build: PluginBuild): void {
  build.onLoad({ filter: /pino[\\/]lib[\\/]tools\.js$/ }, async ({ path }) => ({
    contents: (await readFile(path, "utf8")).replace("require('worker_threads')", "{ isMainThread: true }"),
    loader: "js",
  }));
}

/** The MQTT library brings a copy of Node's streams along, for browsers. */
function nodeStreams(build: PluginBuild): void {
  build.onResolve({ filter: /^readable-stream$/ }, () => ({ path: "node:stream", namespace: "built-in" }));
}

/** 270 kB of tables that shrink to a quarter, and are needed only for names with other than ASCII letters. */
function packedTables(build: PluginBuild): void {
  build.onLoad({ filter: /tr46[\\/]lib[\\/]mappingTable\.json$/ }, async ({ path }) => ({
    contents: `module.exports = ${unpacking(await readFile(path, "utf8"))};`,
    loader: "js",
  }));
  build.onLoad({ filter: /tr46[\\/]lib[\\/]regexes\.js$/ }, async ({ path }) => {
    const { default: patterns } = (await import(path)) as {
      readonly default: Readonly<Record<string, RegExp>>;
    };
    const sources = Object.entries(patterns).map(([name, { source, flags }]) => [name, source, flags]);
    const unpacked = unpacking(JSON.stringify(sources));
    return {
      contents: `for (const [name, source, flags] of ${unpacked}) exports[name] = new RegExp(source, flags);`,
      loader: "js",
    };
  });
}

/** An expression that gives back what `json` says. */
function unpacking(json: string): string {
  const packed = brotliCompressSync(json).toString("base64");
  return `JSON.parse(require("node:zlib").brotliDecompressSync(Buffer.from("${packed}", "base64")))`;
}

/**
 * An `import` of a built-in module reads all its exports, and some of them load other parts of Node when they are read
 * (3 MB for node:fs and node:util, 17 MB for node:http; 2026-11, Node 24); the bundler's own helper looks at each property
 * that a module has, which is as bad. Here it finds none: they are inherited, from something that asks for the module at
 * the first use. What is a function or an object with methods of its own (node:events, node:process) is taken as it is.
 */
function builtInsUnread(build: PluginBuild): void {
  build.onResolve({ filter: /^node:/ }, ({ path, kind }) => ({
    path,
    namespace: kind === "import-statement" && isPlain(path) ? "built-in, at its first use" : "built-in",
  }));
  build.onLoad({ filter: /.*/, namespace: "built-in" }, ({ path }) => ({
    contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    loader: "js",
  }));
  build.onLoad({ filter: /.*/, namespace: "built-in, at its first use" }, ({ path }) => ({
    contents: `let found;
      const all = () => (found ??= process.getBuiltinModule(${JSON.stringify(path)}));
      const ways = { get: (_, name) => all()[name], has: (_, name) => name in all() };
      module.exports = Object.create(new Proxy({}, ways));`,
    loader: "js",
  }));
}

/** Is the module a collection of functions and classes, none of which asks for it as `this`? */
function isPlain(builtIn: string): boolean {
  const exports: unknown = process.getBuiltinModule(builtIn);
  return typeof exports === "object" && exports !== process;
}

export const leanLibraries: Plugin = {
  name: "lean-libraries",
  setup(build) {
    sdkWithoutFetch(build);
    lazily(build);
    packedTables(build);
    nodeStreams(build);
    pinoWithoutThreads(build);
    builtInsUnread(build);
    withoutTheUnreachable(build);
  },
};
