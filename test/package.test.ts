/** What `npm pack` would ship: everything that package.json names, nothing that is not meant for others. */

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
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

interface Packed {
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

function packed(): readonly string[] {
  return pack().files.map(({ path }) => path);
}

let once: Packed | undefined;

function pack(): Packed {
  once ??= packAnew();
  return once;
}

function packAnew(): Packed {
  const out = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [first] = Object.values(JSON.parse(out) as Record<string, Packed>);
  return first ?? { unpackedSize: Number.NaN, files: [] };
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

test.runIf(mayRun)(
  "the package / weighed / at most 2.6 MB, the palette 0.65 MB and the programs 1.3 MB of them",
  () => {
    expect(pack().unpackedSize).toBeLessThanOrEqual(2.6e6);
    const files = packed();
    for (const [part, most] of [
      ["dist/nodes/", 0.65e6],
      ["dist/bin/", 1.3e6],
    ] as const) {
      const sizes = files
        .filter((file) => file.startsWith(part))
        .map((file) => statSync(`${root}${file}`).size);
      expect(sizes.length, part).toBeGreaterThan(20);
      expect(
        sizes.reduce((sum, size) => sum + size, 0),
        part,
      ).toBeLessThanOrEqual(most);
    }
  },
);

test.runIf(mayRun)("the library / imported and required / one engine", () => {
  const script = `
    const imported = await import("./dist/lib/index.js");
    const { createRequire } = process.getBuiltinModule("node:module");
    const required = createRequire(process.cwd() + "/")("./dist/lib/index.cjs");
    const names = Object.keys(imported);
    console.log(names.length, names.filter((name) => required[name] !== imported[name]).join());`;
  const out = execFileSync("node", ["--input-type=module", "-e", script], { cwd: root, encoding: "utf8" });
  expect(out).toMatch(/^\d{3} \n$/);
});

test.runIf(mayRun)("the library / loaded / mail, MQTT and web server stay on the disk", () => {
  const parts = readdirSync(`${root}dist/bin/parts`).map((file) => `${root}dist/bin/parts/${file}`);
  const loaded = loadedFrom(`${root}dist/lib/index.js`);
  for (const sign of ["EHLO", "mqttjs_", "text/event-stream"]) {
    const holders = parts.filter((file) => readFileSync(file, "utf8").includes(sign));
    expect(holders, sign).not.toEqual([]);
    expect(
      holders.filter((file) => loaded.has(file)),
      sign,
    ).toEqual([]);
  }
});

/** `file` and what it imports before it runs. */
function loadedFrom(file: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  for (const [, target = ""] of readFileSync(file, "utf8").matchAll(/\b(?:from|import)"(\.[^"]+)"/g))
    loadedFrom(join(dirname(file), target), loaded);
  return loaded;
}

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

test.runIf(mayRun)(
  "the notices / compared with what the bundler took in / every library, with its licence",
  () => {
    const bundles = JSON.parse(readFileSync(`${root}dist/bundles.json`, "utf8")) as readonly {
      readonly files: readonly string[];
      readonly inputs: readonly string[];
    }[];
    // Nothing ships that no bundle tells of, but for the one line that lets `require` in.
    const made = new Set(["dist/lib/index.cjs", ...bundles.flatMap(({ files }) => files)]);
    const shipped = packed().filter((file) =>
      /^dist\/(bin|lib|nodes)\/.*(\.[cm]?js|(?<!locales\/.*)\.html)$/.test(file),
    );
    expect(shipped.length).toBeGreaterThan(50);
    expect(shipped.filter((file) => !made.has(file))).toEqual([]);

    const notices = readFileSync(`${root}dist/THIRD-PARTY-NOTICES.txt`, "utf8");
    const folders = new Set(
      bundles.flatMap(({ inputs }) =>
        inputs.flatMap((file) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
      ),
    );
    const libraries = [...folders].map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
      const files = readdirSync(join(root, folder)).filter((file) =>
        /^(licen[cs]e|copying|notice)/i.test(file),
      );
      return { folder, title: `${name} ${version} (${license})`, files };
    });
    const names = [...folders].map((folder) => folder.replace(/^.*node_modules\//, ""));
    expect(names).toEqual(
      expect.arrayContaining(["lit", "lit-html", "cloudflare", "mqtt", "nodemailer", "re2js"]),
    );
    for (const { folder, title, files } of libraries) {
      expect(notices).toContain(`\n${title}\n`);
      expect(files, `${title} comes without a text of its licence`).not.toEqual([]);
      for (const file of files)
        expect(notices, file).toContain(readFileSync(join(root, folder, file), "utf8").trim());
    }
  },
);
