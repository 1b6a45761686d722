/** Installs the Node-RED versions that tests run in, where they are missing: `npm ci` in a folder of their own. */

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds `node-red-4`, `node-red-5` and `node-red-dev`. */
export const RUNTIMES = join(
  resolve(dirname(fileURLToPath(import.meta.url)), ".."),
  "test/node-red/runtimes",
);

/** Are the versions there? */
export function areInstalled(): boolean {
  return ["node-red-4", "node-red-5", "node-red-dev"].every((name) =>
    existsSync(join(RUNTIMES, "node_modules", name)),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !areInstalled()) {
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: RUNTIMES, stdio: "inherit" });
}
