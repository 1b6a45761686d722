/** Writes the page that checks settings as one file: `node scripts/build-check-page.ts [file]`, default dist/settings-check.html. */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleCheckPage } from "./bundle-check-page.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const { version } = JSON.parse(await readFile(`${root}package.json`, "utf8")) as { version: string };
const target = resolve(process.argv[2] ?? `${root}dist/settings-check.html`);
const html = await bundleCheckPage(version);
await mkdir(dirname(target), { recursive: true });
await writeFile(target, html);
console.log(`${target}: ${Math.round(html.length / 1000)} kB`);
