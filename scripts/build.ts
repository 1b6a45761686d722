/** Makes all that ships: the binary, the library, the Node-RED nodes, the notices. `node scripts/build.ts bin` makes the binary alone. */

import { chmod, cp, readFile, rm, writeFile } from "node:fs/promises";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { bundleDashboard } from "./bundle-dashboard.ts";
import { leanLibraries } from "./lean-libraries.ts";
import { writeNotices } from "./notices.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const dist = `${root}dist/`;
const { version } = JSON.parse(await readFile(`${root}package.json`, "utf8")) as { version: string };

/** Node 20 is the oldest that the shipped code runs on; our tools need 24. */
const shared: BuildOptions = {
  bundle: true,
  platform: "node",
  target: "node20.19",
  absWorkingDir: root,
  legalComments: "none",
  minifySyntax: true,
  minifyWhitespace: true,
  metafile: true,
  logLevel: "warning",
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [leanLibraries],
};

/** Some bundled libraries are CommonJS and ask for built-in modules by `require`. */
const requireForEsm =
  'const require = process.getBuiltinModule("node:module").createRequire(import.meta.url);';

const wanted = process.argv.slice(2);
const inputs: string[] = [];

if (isWanted("bin")) {
  const { outputs, inputs: bundled } = await buildBinary();
  const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0);
  console.log(`Binary ${version}: ${Math.round(bytes / 1000)} kB in ${Object.keys(outputs).length} files`);
  inputs.push(...Object.keys(bundled));
}
if (isWanted("lib")) inputs.push(...Object.keys((await buildLibrary()).inputs));
if (isWanted("nodes")) {
  const { buildNodes } = await import("./build-nodes.ts");
  await buildNodes(`${dist}nodes`);
}
if (wanted.length === 0) await writeNotices(root, inputs);

function isWanted(part: string): boolean {
  return wanted.length === 0 || wanted.includes(part);
}

/** Split, so that MQTT, websocket, dashboard and mail cost memory only where they are used. */
async function buildBinary(): Promise<Metafile> {
  await rm(`${dist}bin`, { recursive: true, force: true });
  const { html, script, inputs: ofDashboard } = await bundleDashboard();
  inputs.push(...ofDashboard);
  const result = await build({
    ...shared,
    metafile: true,
    entryPoints: { "cloudflare-ddns": "addon/bin.ts" },
    outdir: "dist/bin",
    format: "esm",
    splitting: true,
    chunkNames: "parts/[name]-[hash]",
    minifyIdentifiers: true,
    banner: { js: requireForEsm },
    define: {
      ...shared.define,
      __DASHBOARD__: JSON.stringify(brotliCompressSync(JSON.stringify({ html, script })).toString("base64")),
    },
  });
  await assertPlain(Object.keys(result.metafile.outputs));
  const file = `${dist}bin/cloudflare-ddns.js`;
  await writeFile(file, `#!/usr/bin/env node\n${await readFile(file, "utf8")}`);
  await chmod(file, 0o755);
  return result.metafile;
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

async function buildLibrary(): Promise<Metafile> {
  await rm(`${dist}lib`, { recursive: true, force: true });
  const result = await build({
    ...shared,
    metafile: true,
    minifyIdentifiers: true,
    entryPoints: ["src/index.ts"],
    outfile: "dist/lib/index.cjs",
    format: "cjs",
  });
  const { outputs } = await build({
    ...shared,
    metafile: true,
    write: false,
    entryPoints: ["src/index.ts"],
    outfile: "dist/lib/index.js",
    format: "esm",
  }).then(({ metafile }) => metafile);
  const names = outputs["dist/lib/index.js"]?.exports ?? [];
  // One copy serves both kinds of modules, so that nobody holds two engines with two ideas of the same error class.
  await writeFile(
    `${dist}lib/index.js`,
    `import library from "./index.cjs";\nexport const { ${[...names].sort().join(", ")} } = library;\n`,
  );
  await copyTypes();
  return result.metafile;
}

/** The declarations that the public face leads to, once as those of a CommonJS module. */
async function copyTypes(): Promise<void> {
  const reachable = await declarationsFrom("index.d.ts");
  for (const kind of ["types", "types-cjs"]) {
    for (const file of reachable) await cp(`${dist}types/${file}`, `${dist}lib/${kind}/${file}`);
  }
  await writeFile(`${dist}lib/types-cjs/package.json`, '{ "type": "commonjs" }\n');
}

/** `file` and all that it imports, relative to the folder of all declarations. */
async function declarationsFrom(file: string, found = new Set<string>()): Promise<ReadonlySet<string>> {
  if (found.has(file)) return found;
  found.add(file);
  const text = await readFile(`${dist}types/${file}`, "utf8");
  for (const [, target = ""] of text.matchAll(/(?:from |import\()"(\.[^"]+)\.ts"/g)) {
    await declarationsFrom(posix.join(posix.dirname(file), `${target}.d.ts`), found);
  }
  return found;
}
