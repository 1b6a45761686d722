/** The two Node versions that the binary runs on here: ours, and the machine's own where it is another one. */

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export const BINARY = fileURLToPath(new URL("../../dist/bin/cloudflare-ddns.js", import.meta.url));

export interface NodeProgram {
  readonly path: string;
  readonly version: string;
}

/** The first `node` outside node_modules comes second. */
export function nodePrograms(): readonly NodeProgram[] {
  const paths = (process.env["PATH"] ?? "").split(":").filter((folder) => !folder.includes("node_modules"));
  const own = { path: process.execPath, version: process.version };
  for (const folder of paths) {
    try {
      const path = `${folder}/node`;
      const version = execFileSync(path, ["--version"], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }).trim();
      return version === own.version ? [own] : [own, { path, version }];
    } catch {}
  }
  return [own];
}
