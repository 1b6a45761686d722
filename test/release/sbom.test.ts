/** The list of what ships names what is bundled, the same way each time. */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { cutDown, type Sbom } from "../../scripts/release/sbom.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const OURS = "@homeward/x@1.0.0";
const DEVELOPMENT = [{ name: "cdx:npm:package:development", value: "true" }];

function all(chance: string): Sbom {
  const component = (name: string) => ({ "bom-ref": `${name}@1.0.0`, name, properties: DEVELOPMENT });
  return {
    serialNumber: chance,
    metadata: { timestamp: chance, component: { "bom-ref": OURS, name: "a-folder" } },
    components: [component("bundled"), component("tool"), component("within")],
    dependencies: [
      { ref: OURS, dependsOn: ["tool@1.0.0"] },
      { ref: "bundled@1.0.0", dependsOn: ["tool@1.0.0", "within@1.0.0"] },
      { ref: "tool@1.0.0", dependsOn: [] },
      { ref: "within@1.0.0", dependsOn: [] },
    ],
  };
}

test("a list of all packages / cut down to the bundled / they alone, as what ships, without chance", () => {
  const names = ["bundled@1.0.0", "within@1.0.0"];
  const list = cutDown(all("1"), OURS, names);
  expect(list).toEqual(cutDown(all("2"), OURS, names));
  expect(list).toEqual({
    metadata: { component: { "bom-ref": OURS, name: "@homeward/x" } },
    components: [
      { "bom-ref": "bundled@1.0.0", name: "bundled", properties: [] },
      { "bom-ref": "within@1.0.0", name: "within", properties: [] },
    ],
    dependencies: [
      { ref: OURS, dependsOn: names },
      { ref: "bundled@1.0.0", dependsOn: ["within@1.0.0"] },
      { ref: "within@1.0.0", dependsOn: [] },
    ],
  });
});

test("a bundled package that npm does not list / cut down / refused by its name", () => {
  expect(() => cutDown(all("1"), OURS, ["stranger@2.0.0"])).toThrow("stranger@2.0.0");
});

const isBuilt = existsSync(`${ROOT}dist/sbom.cdx.json`);

test.runIf(isBuilt || process.env["CI"] === "true")(
  "the built list / compared with the notices / the same packages",
  () => {
    const list = JSON.parse(readFileSync(`${ROOT}dist/sbom.cdx.json`, "utf8")) as Sbom;
    const notices = readFileSync(`${ROOT}dist/THIRD-PARTY-NOTICES.txt`, "utf8");
    const noticed = [...notices.matchAll(/^-{72}\n(\S+) (\S+) \(/gm)].map(
      ([, name, version]) => `${name}@${version}`,
    );
    expect(list.components.map((component) => component["bom-ref"]).sort()).toEqual(
      [...new Set(noticed)].sort(),
    );
  },
);
