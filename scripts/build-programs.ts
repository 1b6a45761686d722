/** Builds the two programs that share their parts: the binary, and the library that others import or require. */

import { statSync } from "node:fs";
import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { bundleDashboard } from "./bundle-dashboard.ts";
import { leanLibraries } from "./lean-libraries.ts";
import { buildLibrariesApart, librariesApart, PROGRAM } from "./libraries-apart.ts";
import type { Bundle } from "./notices.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

/** Some bundled libraries are CommonJS and ask for built-in modules by `require`; the libraries apart are asked for by it too. */
const requireForEsm = `const require=n=>process.getBuiltinModule(n)??process.getBuiltinModule("node:module").createRequire(import.meta.url)(n);`;
const PARTS = "dist/bin/parts";

export interface Built extends Bundle {
  readonly bytes: number;
}

/**
 * Split, so that MQTT, websocket, dashboard and mail cost memory only where they are used. What both programs use is there
 * once.
 */
export async function buildPrograms(version: string): Promise<Built> {
  for (const folder of ["bin", "lib"]) await rm(`${root}dist/${folder}`, { recursive: true, force: true });
  const { html, script, inputs: ofDashboard } = await bundleDashboard();
  const { metafile } = await build({
    ...PROGRAM,
    splitting: true,
    entryPoints: { "bin/cloudflare-ddns": "addon/bin.ts", "lib/index": "src/index.ts" },
    outdir: "dist",
    chunkNames: "bin/parts/[name]-[hash]",
    format: "esm",
    absWorkingDir: root,
    banner: { js: requireForEsm },
    define: {
      __VERSION__: JSON.stringify(version),
      __DASHBOARD__: JSON.stringify(brotliCompressSync(JSON.stringify({ html, script })).toString("base64")),
    },
    plugins: [librariesApart, leanLibraries],
  });
  const apart = await buildLibrariesApart(root, PARTS);
  const files = [...Object.keys(metafile.outputs), ...apart.files];
  await assertPlain(files);
  await makeRunnable(`${root}dist/bin/cloudflare-ddns.js`);
  await openToRequire();
  return {
    bytes: files.reduce((sum, file) => sum + statSync(`${root}${file}`).size, 0),
    files,
    inputs: [...ofDashboard, ...Object.keys(metafile.inputs), ...apart.inputs],
  };
}

/**
 * One character beyond ASCII makes V8 keep the whole file with two bytes a character. The bundler escapes them in texts,
 * but not in regular expressions: there they have to be written as \\u escapes.
 */
async function assertPlain(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const found = /.{0,40}[^\0-\x7f].{0,20}/.exec(await readFile(`${root}${file}`, "utf8"));
    if (found !== null) throw new Error(`${file} holds a character that is not ASCII: ${found[0]}`);
  }
}

async function makeRunnable(file: string): Promise<void> {
  await writeFile(file, `#!/usr/bin/env node\n${await readFile(file, "utf8")}`);
  await chmod(file, 0o755);
}

/** Node takes modules by `require` since 20.19: both kinds of users get one engine, with one idea of its error class. */
async function openToRequire(): Promise<void> {
  await writeFile(`${root}dist/lib/index.cjs`, '"use strict";\nmodule.exports = require("./index.js");\n');
}
