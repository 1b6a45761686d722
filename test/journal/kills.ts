/** Kills a process that writes the journal, again and again, and looks each time at what is left. */

import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { leanLibraries } from "../../scripts/lean-libraries.ts";
import { parseJournal } from "../../src/index.ts";
import { numberOf } from "./numbers.ts";

const WRITER = fileURLToPath(new URL("writer.ts", import.meta.url));
/** Lines of two days, since old ones go once a day, and the one that says what was before. */
const MOST_KEPT = 2 * 12 + 2;

export interface KillReport {
  readonly kills: number;
  /** Lines written and told safe, in all. */
  readonly lines: number;
  /** Kills after which the file ended in the middle of a line. */
  readonly torn: number;
  /** Kills that met a rewriting of the file: its draft was left behind. */
  readonly drafts: number;
  /** What was wrong, in words; empty where nothing was. */
  readonly faults: readonly string[];
}

/** Each process lives for a while between none and `mostMs` after its first line. */
export async function killWriters(times: number, mostMs: number): Promise<KillReport> {
  const folder = mkdtempSync(join(tmpdir(), "ddns-kills-"));
  const program = join(folder, "writer.mjs");
  await bundle(program);
  const faults: string[] = [];
  let [next, lines, torn, drafts] = [0, 0, 0, 0];
  try {
    for (let kill = 1; kill <= times; kill++) {
      const safe = await killOne(program, next, (mostMs * kill) / times);
      const text = readFileSync(join(folder, "addresses.jsonl"), "utf8");
      const kept = parseJournal(text).map(({ addresses: [address = ""] }) => numberOf(address));
      const last = kept.at(-1) ?? -1;
      if (last < safe || last > safe + 1)
        faults.push(`kill ${kill}: ${safe} was safe, the last one is ${last}`);
      const gap = kept.findIndex((number, at) => at > 0 && number !== (kept[at - 1] ?? 0) + 1);
      if (gap >= 0) faults.push(`kill ${kill}: ${kept[gap]} follows ${kept[gap - 1]}`);
      if (kept.length > MOST_KEPT) faults.push(`kill ${kill}: ${kept.length} lines are kept`);
      if (!text.endsWith("\n")) torn += 1;
      const left = readdirSync(folder).filter((name) => name.endsWith(".new")).length;
      drafts = Math.max(drafts, left);
      lines += safe - next + 1;
      next = last + 1;
    }
    return { kills: times, lines, torn, drafts, faults };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One file starts ten times as fast as the sources do. */
async function bundle(outfile: string): Promise<void> {
  await build({
    entryPoints: [WRITER],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
    plugins: [leanLibraries],
    banner: {
      js: 'const require = process.getBuiltinModule("node:module").createRequire(import.meta.url);',
    },
  });
}

/** The number of the last line that the process called safe. */
function killOne(program: string, first: number, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, [program, dirname(program), String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  let isAlive = false;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (!isAlive) setTimeout(() => child.kill("SIGKILL"), afterMs);
    isAlive = true;
  });
  return new Promise((resolve, reject) => {
    child.on("close", (_, signal) => {
      if (signal === "SIGKILL") resolve(Number(said.trimEnd().split("\n").at(-1)));
      else reject(new Error("the writer ended by itself"));
    });
  });
}
