/** Judges of the npm package, packed as it would be published. */

import { mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bench, type Judge, linesOf, linesUnlessGood } from "../judge.ts";
import { ROOT } from "../tool.ts";
import { tracked } from "../tracked.ts";

export const PACKAGE: readonly Judge[] = [
  {
    name: "publint",
    judges: "the packed package",
    tools: [{ from: "npm", packages: ["publint@0.3.25"] }],
    run: (bench) => {
      const { status, out, err } = bench.call("publint", ["run", packed(bench), "--strict"]);
      const said = linesOf(`${out}\n${err}`).filter((line) => /^\s*\d+\. /.test(line));
      return status === 0 || said.length > 0 ? said : [`it ended with ${status}: ${err}`];
    },
  },
  {
    name: "are-the-types-wrong",
    judges: "the declarations, for each way of importing them",
    tools: [{ from: "npm", packages: ["@arethetypeswrong/cli@0.18.5"] }],
    run: (bench) => {
      const words = [packed(bench), "--format", "ascii", "--no-emoji"];
      return linesUnlessGood(bench.call("attw", words));
    },
  },
  {
    name: "TypeScript",
    judges: "the declarations as a consumer compiles them, libraries checked too",
    tools: [{ from: "npm", packages: ["typescript@5.9.3", "@types/node@24.19.2"] }],
    run: consume,
  },
  {
    name: "older TypeScript",
    judges: "the declarations as a consumer compiles them who is two years behind",
    tools: [{ from: "npm", packages: ["typescript@5.4.5", "@types/node@20.19.30"] }],
    run: consume,
  },
  {
    name: "node-red-dev",
    judges: "the palette: Node-RED's own scorecard, offline, as the tests run it",
    tools: [{ from: "here" }],
    run: ({ call }) => {
      call("node", ["scripts/install-node-red.ts"]);
      return linesUnlessGood(
        call("vitest", ["run", "test/node-red/scorecard.test.ts"], { environment: { CI: "true" } }),
      );
    },
  },
  {
    name: "nrlint",
    judges: "the example flows",
    tools: [{ from: "npm", packages: ["nrlint@1.2.0"] }],
    run: ({ call, scratch }) => {
      const rules = join(scratch, "rules.cjs");
      writeFileSync(rules, call("nrlint", ["--init"]).out);
      return tracked(/^examples\/.*\.json$/).flatMap((file) => {
        const words = ["--config", rules, "--format", "json", join(ROOT, file)];
        const { out, err } = call("nrlint", words, { cwd: scratch });
        if (out.trim() === "") return [`${file}: ${err}`];
        return (JSON.parse(out) as readonly object[]).map((found) => `${file}: ${JSON.stringify(found)}`);
      });
    },
  },
];

/** Packs what is built; where nothing is, that is the finding. Answers with the path of the tarball. */
function packed({ call, scratch }: Bench): string {
  const { status, err } = call("npm", [
    "pack",
    "--ignore-scripts",
    "--silent",
    "--pack-destination",
    scratch,
  ]);
  const [tarball] = readdirSync(scratch).filter((file) => file.endsWith(".tgz"));
  if (status !== 0 || tarball === undefined) throw new Error(`npm pack made no package: ${err}`);
  return join(scratch, tarball);
}

/** The ways in which a consumer's TypeScript finds modules. */
const RESOLUTIONS: readonly (readonly [module: string, resolution: string])[] = [
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
  ["commonjs", "node10"],
];

function consume(bench: Bench): readonly string[] {
  const { call, scratch, folders } = bench;
  const [programs = ""] = folders;
  const tarball = packed(bench);
  const modules = join(scratch, "node_modules", "@homeward");
  mkdirSync(modules, { recursive: true });
  call("tar", ["xzf", tarball, "-C", modules]);
  renameSync(join(modules, "package"), join(modules, "cloudflare-ddns"));
  writeFileSync(join(scratch, "package.json"), '{ "private": true, "type": "module" }\n');
  writeFileSync(
    join(scratch, "consumer.ts"),
    'import * as ddns from "@homeward/cloudflare-ddns";\nexport const library: typeof ddns = ddns;\n',
  );
  return RESOLUTIONS.flatMap(([module, resolution]) => {
    const choice = ["--module", module, "--moduleResolution", resolution, "--target", "es2022"];
    const types = ["--typeRoots", join(programs, "..", "@types"), "--types", "node"];
    const words = ["--noEmit", "--strict", "--skipLibCheck", "false", ...choice, ...types, "consumer.ts"];
    return linesUnlessGood(call("tsc", words, { cwd: scratch })).map((line) => `${resolution}: ${line}`);
  });
}
