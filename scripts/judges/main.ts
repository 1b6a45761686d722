/** `npm run judges [name…]`: has programs of others judge what is here, and says in a line what each of them found. */

import { installSystemPackages } from "../system-packages.ts";
import { benchOf, type Judge, type Verdict, verdictOf } from "./judge.ts";
import { JUDGES } from "./table.ts";
import { have, type Tool } from "./tool.ts";

installSystemPackages();
const isCi = process.env["CI"] === "true";
const wanted = process.argv.slice(2).map((word) => word.toLowerCase());
const chosen = JUDGES.filter(
  ({ name }) => wanted.length === 0 || wanted.some((word) => name.toLowerCase().includes(word)),
);
if (chosen.length === 0) {
  console.error(`No judge is called so. There are:\n  ${JUDGES.map(({ name }) => name).join("\n  ")}`);
  process.exit(2);
}

const missing: string[] = [];
let bad = 0;
for (const judge of chosen) {
  const had = judge.tools.map(have);
  const reasons = had.flatMap((one) => (one.ok ? [] : [one.reason]));
  if (reasons.length > 0) {
    missing.push(judge.name);
    console.log(`?  ${judge.name} cannot be had here: ${reasons.join("; ")}`);
    continue;
  }
  const folders = had.flatMap((one) => (one.ok ? [one.folder] : []));
  const started = performance.now();
  const verdict = await hear(judge, folders);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  bad += verdict.findings.length;
  const count = verdict.findings.length;
  const found = count === 0 ? "nothing" : count === 1 ? "1 finding" : `${count} findings`;
  console.log(`${count === 0 ? "✓" : "✗"}  ${titleOf(judge)}: ${judge.judges}: ${found} (${seconds} s)`);
  for (const line of verdict.findings) console.log(`     ${line}`);
  for (const { finding, reason } of verdict.excepted)
    console.log(`     but for ${String(finding)}: ${reason}`);
}
const heard = chosen.length - missing.length;
console.log(
  `${heard} judges heard, ${bad} findings${missing.length === 0 ? "" : `; not heard: ${missing.join(", ")}`}`,
);
process.exit(bad > 0 || (isCi && missing.length > 0) ? 1 : 0);

/** A judge that fails has judged nothing, which is a finding. */
async function hear(judge: Judge, folders: readonly string[]): Promise<Verdict> {
  try {
    return verdictOf(await judge.run(benchOf(judge.name, folders)), judge.exceptions);
  } catch (thrown) {
    return {
      findings: [`it failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`],
      excepted: [],
    };
  }
}

function titleOf({ name, tools: [tool] }: Judge): string {
  const version = versionOf(tool);
  return version === undefined || name.includes(version) ? name : `${name} ${version}`;
}

/** Undefined where the version is that of the system or of package.json. */
function versionOf(tool: Tool): string | undefined {
  return "packages" in tool ? /(?<=.[@=])v?\d[^@=]*$/.exec(tool.packages[0] ?? "")?.[0] : undefined;
}
