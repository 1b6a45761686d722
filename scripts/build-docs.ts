/** Builds the documentation site into dist/docs: `npm run docs`; `npm run docs dev` shows it and follows changes of its looks. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { stageDocs } from "./docs/stage.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const site = `${root}site`;

// The generator is large and only this needs it, so it has a lock of its own.
if (!existsSync(`${site}/node_modules/vitepress`)) run("npm", ["ci", "--no-audit", "--no-fund"]);
await stageDocs(root, `${root}site/pages/`);
run("node", ["node_modules/vitepress/bin/vitepress.js", process.argv[2] === "dev" ? "dev" : "build", "."]);

function run(command: string, words: readonly string[]): void {
  const { status } = spawnSync(command, words, { cwd: site, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
