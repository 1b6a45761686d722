/** What `npm pack` would ship: everything that package.json names, nothing that is not meant for others. */

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
const isBuilt = existsSync(`${root}dist/lib/index.cjs`) && existsSync(`${root}dist/nodes`);
if (!isBuilt && process.env["CI"] !== "true")
  console.log("The package is not built: its tests are skipped. Run npm run build.");
const mayRun = isBuilt || process.env["CI"] === "true";

const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as {
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly "node-red": { readonly nodes: Readonly<Record<string, string>> };
  readonly dependencies?: unknown;
};

function packed(): readonly string[] {
  const out = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const answer = JSON.parse(out) as unknown;
  const [first] = Object.values(
    answer as Record<string, { readonly files: readonly { readonly path: string }[] }>,
  );
  return first?.files.map(({ path }) => path) ?? [];
}

test.runIf(mayRun)("the package / packed / holds all that its manifest names, and notices", () => {
  const files = packed();
  const named = [
    ...Object.values(manifest.bin),
    ...Object.values(manifest["node-red"].nodes).flatMap((file) => [file, file.replace(/\.js$/, ".html")]),
    ...(JSON.stringify(manifest.exports["."]).match(/\.\/dist[^"]+/g) ?? []),
    "LICENSE",
    "README.md",
    "CHANGELOG.md",
    "dist/THIRD-PARTY-NOTICES.txt",
  ].map((file) => file.replace(/^\.\//, ""));
  expect(files).toEqual(expect.arrayContaining(named));
  expect(files.filter((file) => file.startsWith("examples/"))).toHaveLength(7);
  expect(manifest.dependencies).toBeUndefined();
});

test.runIf(mayRun)(
  "the package / packed / no sources, no tests, no modules that Node-RED cannot load",
  () => {
    const files = packed();
    expect(files.filter((file) => /\.mjs$|^(src|test|nodes|addon|scripts)\/|tsbuildinfo/.test(file))).toEqual(
      [],
    );
  },
);

test.runIf(mayRun)("the public declarations / read / name no library that is bundled", () => {
  const declarations = packed().filter((file) => file.endsWith(".d.ts"));
  expect(declarations.length).toBeGreaterThan(50);
  for (const file of declarations) {
    const foreign = [...readFileSync(`${root}${file}`, "utf8").matchAll(/from "([^."][^"]*)"/g)].map(
      ([, name]) => name,
    );
    expect(
      foreign.filter((name) => !name?.startsWith("node:")),
      file,
    ).toEqual([]);
  }
});
