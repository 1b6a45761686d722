/** Builds the palette and packs it as npm would, once for each run of the tests. */

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildNodes } from "../../../scripts/build-nodes.ts";
import { areInstalled, RUNTIMES } from "../../../scripts/install-node-red.ts";

export const ROOT = resolve(import.meta.dirname, "../../..");

/** Says in one line why tests are skipped; in CI nothing is. */
export function runtimesMissing(): boolean {
  if (areInstalled()) return false;
  if (process.env["CI"] === "true")
    throw new Error("Node-RED is not installed: run node scripts/install-node-red.ts");
  console.warn("skipped: Node-RED is not installed (node scripts/install-node-red.ts installs it)");
  return true;
}

export interface Major {
  readonly major: 4 | 5;
  readonly root: string;
  /** The Node that it runs on. */
  readonly node: string;
}

/** Node-RED 5 on Node 24, Node-RED 4.1 on the Node 20 of the machine. */
export function majors(): readonly Major[] {
  const modules = join(RUNTIMES, "node_modules");
  return [
    { major: 5, root: join(modules, "node-red-5"), node: join(ROOT, "node_modules/node/bin/node") },
    { major: 4, root: join(modules, "node-red-4"), node: systemNode() },
  ];
}

function systemNode(): string {
  const folders = (process.env["PATH"] ?? "").split(":").filter((folder) => !folder.includes("node_modules"));
  const found = folders.map((folder) => join(folder, "node")).find((file) => existsSync(file));
  return found ?? process.execPath;
}

/** Waits for nothing outside of this machine: the tarball has no dependencies. */
export interface Packed {
  /** The package as a folder. */
  readonly folder: string;
  readonly tarball: string;
  /** Paths in the tarball. */
  readonly files: readonly string[];
  dispose(): void;
}

/** The palette alone; the whole package holds the same files and more. */
export async function packPalette(): Promise<Packed> {
  const base = mkdtempSync(join(tmpdir(), "cfddns-pack-"));
  const folder = join(base, "package");
  mkdirSync(folder);
  await buildNodes(join(folder, "dist/nodes"));
  cpSync(join(ROOT, "examples"), join(folder, "examples"), {
    recursive: true,
    filter: (path) => !/\.(ya?ml|env|sh)$/.test(path),
  });
  const { devDependencies, scripts, allowScripts, bin, files, ...manifest } = JSON.parse(
    readFileSync(join(ROOT, "package.json"), "utf8"),
  );
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, files: ["dist", "examples"] }));
  const output = execFileSync("npm", ["pack", "--json", "--pack-destination", base], {
    cwd: folder,
    encoding: "utf8",
  });
  const parsed = JSON.parse(output);
  const entry = Array.isArray(parsed) ? parsed[0] : Object.values(parsed)[0];
  return {
    folder,
    tarball: join(base, entry.filename),
    files: entry.files.map(({ path }: { path: string }) => path),
    dispose: () => rmSync(base, { recursive: true, force: true }),
  };
}
