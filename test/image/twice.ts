/** Builds the image twice and compares all its files, times excepted: `npm run release:image`, part of a release's dry run. */

import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { buildImage } from "./image.ts";
import { hasImageTools } from "./tools.ts";

if (!hasImageTools) process.exit(1);

const trees: ReadonlyMap<string, string>[] = [];
const configs: string[] = [];
for (const time of ["first", "second"]) {
  console.log(`Building the image, ${time} time.`);
  const image = await buildImage();
  trees.push(new Map(filesOf(image.rootfs)));
  // The name of the container that built it is buildah's own matter.
  configs.push(JSON.stringify(image.config, (key, value: unknown) => (key === "Hostname" ? "" : value)));
  await image.remove();
}

const [first = new Map<string, string>(), second = new Map<string, string>()] = trees;
const differences = [...new Set([...first.keys(), ...second.keys()])].filter(
  (path) => first.get(path) !== second.get(path),
);
for (const path of differences)
  console.log(`NO  ${path}: ${first.get(path) ?? "missing"} and ${second.get(path) ?? "missing"}`);
if (configs[0] !== configs[1]) console.log(`NO  its configuration: ${configs.join(" and ")}`);
const isSame = differences.length === 0 && configs[0] === configs[1] && first.size > 0;
if (isSame)
  console.log(`ok  Two builds give the same ${first.size} files, folders and links, and one configuration.`);
process.exit(isSame ? 0 : 1);

/** Each path below `root` with what it is: its rights, its owner, and what it holds. */
function* filesOf(root: string, below = ""): Generator<readonly [path: string, what: string]> {
  for (const name of readdirSync(join(root, below)).sort()) {
    const path = join(below, name);
    const full = join(root, path);
    const stats = lstatSync(full);
    const holds = stats.isSymbolicLink() ? readlinkSync(full) : stats.isFile() ? sumOf(full) : "";
    yield [path, [stats.mode.toString(8), stats.uid, stats.gid, holds].join(" ")];
    if (stats.isDirectory()) yield* filesOf(root, path);
  }
}

function sumOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
