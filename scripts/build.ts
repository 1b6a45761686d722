/** Makes all that ships: the programs, the Node-RED nodes, the notices. `node scripts/build.ts bin` makes the programs alone. */

import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { buildPrograms } from "./build-programs.ts";
import { copyTypes } from "./copy-types.ts";
import { type Bundle, writeNotices } from "./notices.ts";
import { writeSbom } from "./release/sbom.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const { version } = JSON.parse(await readFile(`${root}package.json`, "utf8")) as { version: string };
const areOnlyPrograms = process.argv[2] === "bin";

const programs = await buildPrograms(version);
console.log(`Programs ${version}: ${Math.round(programs.bytes / 1000)} kB in ${programs.files.length} files`);
if (!areOnlyPrograms) {
  await copyTypes(`${root}dist/`);
  const { buildNodes } = await import("./build-nodes.ts");
  const bundles: readonly Bundle[] = [programs, ...(await buildNodes(`${root}dist/nodes`))];
  const inputs = bundles.flatMap((bundle) => bundle.inputs);
  await writeNotices(root, inputs);
  await writeSbom(root, inputs);
  // Not shipped: what the test of the notices compares them with.
  const named = bundles.map((bundle) => ({ files: bundle.files, inputs: bundle.inputs }));
  await writeFile(
    `${root}dist/bundles.json`,
    `${JSON.stringify(named, null, 1)}
`,
  );
}
