/** Runs every check there is and closes with one line of counts: `npm test`. */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installSystemPackages } from "./system-packages.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const isCi = process.env["CI"] === "true";
const REPORT = "test-output/vitest.json";
/** Comes with the project's workplace, not with the repository. */
const HOME_ASSISTANT_LAB = `${root}../shared/tools/home-assistant/home-assistant`;

/** Steps before the tests; each is counted as one check. */
const CHECKS: readonly (readonly [title: string, command: string, ...words: string[]])[] = [
  ["types", "npm", "run", "--silent", "types"],
  ["lint and format", "biome", "ci", "."],
  ["build", "npm", "run", "--silent", "build"],
];

mkdirSync(`${root}test-output`, { recursive: true });
installSystemPackages();
const failedChecks = CHECKS.filter(([title, command, ...words]) => !run(title, command, words)).length;
run("Node-RED for its tests", "node", ["scripts/install-node-red.ts"]);
const counts = [runTests("tests", [])];
if (existsSync(HOME_ASSISTANT_LAB) && process.getuid?.() === 0) {
  process.env["HOME_ASSISTANT"] = "1";
  counts.push(runTests("tests with a real Home Assistant", ["test/home-assistant"]));
} else {
  console.log(
    "There is no Home Assistant lab beside this checkout, or no root to set it up: its tests are left out.",
  );
}

const sum = (pick: (count: Count) => number): number =>
  counts.reduce((total, count) => total + pick(count), 0);
const skipped = sum((count) => count.skipped);
// With CI=true what is skipped has failed.
const failed = sum((count) => count.failed) + failedChecks + (isCi ? skipped : 0);
const passed = sum((count) => count.passed) + CHECKS.length - failedChecks;
console.log(`${passed} passed, ${failed} failed${isCi || skipped === 0 ? "" : `, ${skipped} skipped`}`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function runTests(title: string, filters: readonly string[]): Count {
  rmSync(`${root}${REPORT}`, { force: true });
  const succeeded = run(title, "vitest", [
    "run",
    ...filters,
    "--reporter=default",
    "--reporter=json",
    `--outputFile=${REPORT}`,
  ]);
  if (!existsSync(`${root}${REPORT}`)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(`${root}${REPORT}`, "utf8")) as Record<string, number>;
  const failedTests = report["numFailedTests"] ?? 0;
  // What fails outside a test, such as a file that cannot be loaded, is in no count of tests.
  const failures = failedTests === 0 && !succeeded ? 1 : failedTests;
  return { passed: report["numPassedTests"] ?? 0, failed: failures, skipped: report["numPendingTests"] ?? 0 };
}

function run(title: string, command: string, words: readonly string[]): boolean {
  console.log(`\n== ${title}`);
  const { status, error } = spawnSync(command, words, { cwd: root, stdio: "inherit" });
  if (error !== undefined) console.error(error.message);
  if (status !== 0) console.error(`== ${title}: failed`);
  return status === 0;
}
