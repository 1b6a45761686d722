/** The list of what ships (CycloneDX): npm's own of all packages, cut down to those that the bundler really took in. */

import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageFolders } from "../notices.ts";

interface Component {
  readonly "bom-ref": string;
  readonly name: string;
  readonly properties?: readonly { readonly name: string }[];
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn: readonly string[];
}

/** The parts of CycloneDX 1.5 that are touched here. */
export interface Sbom {
  readonly serialNumber?: string;
  readonly metadata: { readonly timestamp?: string; readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly Dependency[];
}

/** Writes `dist/sbom.cdx.json`; `inputs` are the bundled files, relative to `root`. */
export async function writeSbom(root: string, inputs: readonly string[]): Promise<void> {
  const words = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"];
  const all = JSON.parse(execFileSync("npm", words, { cwd: root, encoding: "utf8" })) as Sbom;
  const bundled = await Promise.all(packageFolders(inputs).map((folder) => nameOf(join(root, folder))));
  const text = JSON.stringify(cutDown(all, await nameOf(root), bundled), undefined, 1);
  await writeFile(join(root, "dist/sbom.cdx.json"), `${text}\n`);
}

/**
 * `names` are `name@version`, `ours` of the package itself. The same inputs give the same bytes: without time, without a
 * serial number of chance. Throws where npm does not know a package that is bundled.
 */
export function cutDown(all: Sbom, ours: string, names: readonly string[]): Sbom {
  const known = new Set(all.components.map((component) => component["bom-ref"]));
  const missing = names.filter((name) => !known.has(name));
  if (missing.length > 0) throw new Error(`npm's list lacks bundled packages: ${missing.join(", ")}`);
  const kept = new Set(names);
  const { serialNumber: _chance, ...document } = all;
  const { timestamp: _time, ...metadata } = all.metadata;
  const name = ours.slice(0, ours.lastIndexOf("@"));
  return {
    ...document,
    metadata: { ...metadata, component: { ...metadata.component, name } },
    components: all.components.filter((component) => kept.has(component["bom-ref"])).map(asShipped),
    dependencies: [
      { ref: ours, dependsOn: [...kept].sort() },
      ...all.dependencies
        .filter(({ ref }) => kept.has(ref))
        .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) })),
    ],
  };
}

/** To npm they are for development; to who installs the package they are part of it. */
function asShipped(component: Component): Component {
  const properties = component.properties?.filter(({ name }) => name !== "cdx:npm:package:development");
  return properties === undefined ? component : { ...component, properties };
}

async function nameOf(folder: string): Promise<string> {
  const { name, version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Record<
    string,
    string
  >;
  return `${name}@${version}`;
}
