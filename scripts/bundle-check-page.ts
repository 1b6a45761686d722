/** Builds the page that checks settings: one file that needs nothing else, and may reach nothing else. */

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { noticesOf } from "./notices.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const page = `${root}site/check/`;

/** What the settings code asks of Node is done by files of the page, and the engine's public face is the settings alone. */
const inTheBrowser: Plugin = {
  name: "in-the-browser",
  setup({ onResolve }) {
    const instead: readonly (readonly [filter: RegExp, path: string])[] = [
      [/\/checks\/sha256\.ts$|^\.\/sha256\.ts$/, `${page}platform/sha256.ts`],
      [/^node:crypto$/, `${page}platform/node-crypto.ts`],
      [/\/src\/index\.ts$/, `${root}src/settings/index.ts`],
    ];
    for (const [filter, path] of instead) onResolve({ filter }, () => ({ path }));
  },
};

const shared = {
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  absWorkingDir: root,
  target: "es2022",
  charset: "utf8",
  platform: "browser",
  legalComments: "none",
  logLevel: "silent",
  plugins: [inTheBrowser],
} as const satisfies BuildOptions;

/** The judge as a script for a worker, and the files in it, relative to the repository. */
export async function bundleJudge(
  version: string,
  entry = "worker.ts",
): Promise<{ script: string; inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    ...shared,
    entryPoints: [`${page}judge/${entry}`],
    format: "iife",
    globalName: "judging",
    define: { __VERSION__: JSON.stringify(version) },
  });
  return { script: outputFiles[0]?.text ?? "", inputs: Object.keys(metafile.inputs) };
}

/** The page, whole. */
export async function bundleCheckPage(version: string): Promise<string> {
  const [judge, style, template] = await Promise.all([
    bundleJudge(version),
    readFile(`${page}style.css`, "utf8"),
    readFile(`${page}index.html`, "utf8"),
  ]);
  const { outputFiles, metafile } = await build({
    ...shared,
    entryPoints: [`${page}page/main.ts`],
    format: "esm",
    define: { __JUDGE__: JSON.stringify(judge.script) },
  });
  const script = outputFiles[0]?.text ?? "";
  const notices = await noticesOf(root, [...judge.inputs, ...Object.keys(metafile.inputs)]);
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; worker-src blob:; img-src data:; base-uri 'none'; form-action 'none'`;
  const parts: readonly (readonly [place: string, part: string])[] = [
    ['<link rel="stylesheet" href="style.css" />', `<style>${style}</style>`],
    ['<script type="module" src="page/main.ts"></script>', `<script type="module">${script}</script>`],
    ["%POLICY%", policy],
    ["%VERSION%", version],
    // A comment ends at its first `-->`.
    ["%NOTICES%", notices.replaceAll("-->", "- ->")],
  ];
  return parts.reduce((html, [place, part]) => html.replace(place, () => part), template);
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;
}
