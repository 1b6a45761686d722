/** Builds the palette: one CommonJS file and one HTML file for each node type, and the engine once for all of them. */

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Metafile, type Plugin } from "esbuild";
import { leanLibraries } from "./lean-libraries.ts";
import type { Bundle } from "./notices.ts";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const NODES = join(ROOT, "nodes");

/** The node types, which are the folders' names too. */
export const NODE_TYPES = ["cloudflare-account", "detect-ip", "update-record", "sync-waf-list"] as const;
/** The first is the one that Node-RED falls back to. */
export const LANGUAGES = ["en-US", "de", "fr", "ja", "zh-CN"] as const;

/**
 * Nodes find the engine beside them instead of carrying a copy each, and load it at its first use: a palette that is
 * installed and not used costs next to nothing.
 */
const engineBeside: Plugin = {
  name: "engine-beside",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /(^|\/)engine\.ts$/ }, ({ importer }) =>
      importer.startsWith(NODES) ? { path: "engine", namespace: "engine-beside" } : undefined,
    );
    onResolve({ filter: /^\.\.\/engine\.js$/ }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /.*/, namespace: "engine-beside" }, () => ({ contents: lazyEngine(), loader: "js" }));
  },
};

function lazyEngine(): string {
  const source = readFileSync(join(NODES, "shared/engine.ts"), "utf8");
  const names = /^export \{([^}]*)\}/m.exec(source)?.[1]?.match(/\w+/g) ?? [];
  const getters = names.map((name) => `get ${name}() { return load().${name}; }`);
  return `let engine; const load = () => (engine ??= require("../engine.js")); module.exports = { ${getters.join(", ")} };`;
}

const SERVER = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  absWorkingDir: ROOT,
} as const satisfies BuildOptions;

/** Writes the palette into `outDir` (`dist/nodes`), which is emptied first. Rejects where anything does not compile. */
export async function buildNodes(outDir: string): Promise<readonly Bundle[]> {
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  writeFileSync(join(outDir, "package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
  const bundles = await Promise.all([
    build({
      ...SERVER,
      entryPoints: [join(NODES, "shared/engine.ts")],
      outfile: join(outDir, "engine.js"),
      plugins: [leanLibraries],
      // The largest file by far; nobody reads it, and its errors carry codes.
      minifyIdentifiers: true,
      define: { __VERSION__: JSON.stringify(version()) },
    }).then(({ metafile }) => [bundleOf(metafile)]),
    ...NODE_TYPES.map((type) => buildNode(type, join(outDir, type))),
  ]);
  return bundles.flat();
}

async function buildNode(type: string, outDir: string): Promise<readonly Bundle[]> {
  mkdirSync(join(outDir, "icons"), { recursive: true });
  cpSync(join(NODES, type, "icon.svg"), join(outDir, "icons", `${iconName(type)}.svg`));
  buildLocales(type, join(outDir, "locales"));
  const { metafile } = await build({
    ...SERVER,
    entryPoints: [join(NODES, type, "runtime.ts")],
    outfile: join(outDir, `${type}.js`),
    plugins: [engineBeside],
    // Node-RED calls what the module exports.
    footer: { js: "module.exports=module.exports.register;" },
  });
  const { html, inputs } = await htmlOf(type);
  const file = join(outDir, `${type}.html`);
  writeFileSync(file, html);
  return [bundleOf(metafile), { files: [relative(ROOT, file)], inputs }];
}

function bundleOf({ inputs, outputs }: Metafile): Bundle {
  return { files: Object.keys(outputs), inputs: Object.keys(inputs) };
}

function version(): string {
  return JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).version;
}

/** Icons of all palettes share one space of names. */
function iconName(type: string): string {
  return type.startsWith("cloudflare") ? type : `cloudflare-ddns-${type}`;
}

/** Texts that several nodes use stand in `shared/locales`; each node gets a catalogue of its own. */
function buildLocales(type: string, outDir: string): void {
  for (const language of LANGUAGES) {
    const shared = readCatalogue(join(NODES, "shared/locales", `${language}.json`));
    const own = readCatalogue(join(NODES, type, "locales", `${language}.json`));
    const sections = [...new Set([...Object.keys(shared), ...Object.keys(own)])];
    const merged = Object.fromEntries(
      sections.map((section) => [section, { ...shared[section], ...own[section] }]),
    );
    mkdirSync(join(outDir, language), { recursive: true });
    writeFileSync(join(outDir, language, `${type}.json`), `${JSON.stringify(merged)}\n`);
    if (language !== "en-US") writeFileSync(join(outDir, language, `${type}.html`), helpOf(type, language));
  }
}

function readCatalogue(path: string): Record<string, Record<string, string>> {
  return JSON.parse(readFileSync(path, "utf8"));
}

function helpOf(type: string, language: string): string {
  const text = readFileSync(join(NODES, type, "help", `${language}.html`), "utf8");
  return `<script type="text/html" data-help-name="${type}">\n${text}</script>\n`;
}

/** The editor's script as one function of its own: the scorecard reads it, and node types do not meet. */
async function htmlOf(type: string): Promise<{ readonly html: string; readonly inputs: readonly string[] }> {
  const { outputFiles, metafile } = await build({
    bundle: true,
    platform: "browser",
    format: "iife",
    target: "es2020",
    minifyWhitespace: true,
    write: false,
    metafile: true,
    absWorkingDir: ROOT,
    legalComments: "none",
    logLevel: "warning",
    entryPoints: [join(NODES, type, "editor.ts")],
  });
  const script = (outputFiles[0]?.text ?? "").replaceAll("</script", "<\\/script");
  const styles = readdirSync(join(NODES, "shared/editor")).includes("styles.css")
    ? `<style>\n${readFileSync(join(NODES, "shared/editor/styles.css"), "utf8")}</style>\n`
    : "";
  const dialog = readFileSync(join(NODES, type, "dialog.html"), "utf8");
  const parts = [
    `<script type="text/javascript">${script}</script>\n`,
    // One copy is enough for all types.
    type === "cloudflare-account" ? styles : "",
    `<script type="text/html" data-template-name="${type}">\n${dialog}</script>\n`,
    helpOf(type, "en-US"),
  ];
  return { html: parts.join(""), inputs: Object.keys(metafile.inputs) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildNodes(join(ROOT, "dist/nodes"));
}
