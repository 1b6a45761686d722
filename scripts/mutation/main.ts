/** `npm run mutation [room…]`: puts faults into the planner's rooms and tells how many of them the tests find. */

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { have, KEPT_IN, ROOT, withPrograms } from "../judges/tool.ts";
import { MUTATED, WANTED_SCORE } from "./rooms.ts";
import { type MutationReport, scoreOf, survivorsOf } from "./score.ts";

const STRYKER = {
  from: "npm",
  packages: ["@stryker-mutator/core@10.1.1", "@stryker-mutator/vitest-runner@10.1.1"],
} as const;

const kept = join(KEPT_IN, "mutation");
const wanted = process.argv.slice(2);
const rooms = wanted.length === 0 ? Object.keys(MUTATED) : wanted;
const unknown = rooms.filter((room) => !(room in MUTATED));
if (unknown.length > 0) {
  console.error(`No room is called ${unknown.join(", ")}. There are ${Object.keys(MUTATED).join(", ")}.`);
  process.exit(2);
}
const stryker = have(STRYKER);
if (!stryker.ok) {
  console.error(stryker.reason);
  process.exit(2);
}

mkdirSync(kept, { recursive: true });
const report = mutate(
  rooms.flatMap((room) => MUTATED[room] ?? []),
  stryker.folder,
);
for (const survivor of survivorsOf(report)) console.log(survivor);
const scores = rooms.map((room) => [room, scoreOf(report, MUTATED[room] ?? [])] as const);
for (const [room, { found, all, percent }] of scores)
  console.log(`${room.padEnd(12)} ${percent.toFixed(1).padStart(5)} %   ${found} of ${all} faults found`);
const low = scores.filter(([, { percent }]) => percent < WANTED_SCORE);
if (low.length > 0) {
  console.log(
    `Below ${WANTED_SCORE} %: ${low.map(([room]) => room).join(", ")}. The lines above want a test each.`,
  );
  process.exit(1);
}

/** What Stryker found out about `files`; it exits here where Stryker itself fails. */
function mutate(files: readonly string[], folder: string): MutationReport {
  const result = join(kept, "report.json");
  const configuration = join(kept, "stryker.json");
  rmSync(result, { force: true });
  writeFileSync(
    configuration,
    JSON.stringify({
      testRunner: "vitest",
      vitest: { configFile: "scripts/mutation/vitest.config.ts", related: false },
      coverageAnalysis: "perTest",
      concurrency: 2,
      mutate: files,
      ignorePatterns: ["dist", ".judges", ".cache", "test-output", "coverage"],
      tempDirName: join(".judges", "mutation", "tmp"),
      // What was found out before counts again where neither the code nor its tests have changed.
      incremental: true,
      incrementalFile: join(kept, "incremental.json"),
      reporters: ["progress-append-only", "json"],
      jsonReporter: { fileName: result },
      timeoutMS: 5000,
      // Only for TypeScript's own configuration files, which Vitest does not read.
      tsconfigFile: "none.json",
      warnings: { slow: false },
    }),
  );
  const { status } = spawnSync(join(folder, "stryker"), ["run", configuration], {
    cwd: ROOT,
    stdio: "inherit",
    // CI's seed: a mutant is found by the tests and not by their luck.
    env: { ...withPrograms([folder]), CI: "true" },
  });
  if (status !== 0) process.exit(status ?? 1);
  return JSON.parse(readFileSync(result, "utf8")) as MutationReport;
}
