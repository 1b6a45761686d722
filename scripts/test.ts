/** Runs every check there is and closes with one line of counts: `npm test`. */

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installSystemPackages } from "./system-packages.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const isCi = process.env["CI"] === "true";
const REPORT = "test-output/vitest.json";

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
run("tests", "vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile=${REPORT}`]);

const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(
  readFileSync(`${root}${REPORT}`, "utf8"),
) as Record<string, number>;
const skipped = numPendingTests ?? 0;
// A file that fails before its first test counts as a suite alone; with CI=true what is skipped has failed.
const failed =
  (numFailedTests ?? 0) +
  failedChecks +
  (numFailedTests === 0 ? (numFailedTestSuites ?? 0) : 0) +
  (isCi ? skipped : 0);
const passed = (numPassedTests ?? 0) + CHECKS.length - failedChecks;
console.log(`${passed} passed, ${failed} failed${isCi || skipped === 0 ? "" : `, ${skipped} skipped`}`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

function run(title: string, command: string, words: readonly string[]): boolean {
  console.log(`\n== ${title}`);
  const { status, error } = spawnSync(command, words, { cwd: root, stdio: "inherit" });
  if (error !== undefined) console.error(error.message);
  if (status !== 0) console.error(`== ${title}: failed`);
  return status === 0;
}
