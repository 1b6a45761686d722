/** How large the binary is, and how much longer it takes to load than Node alone. */

import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Figure, median } from "./figure.ts";
import { BINARY, nodePrograms } from "./programs.ts";

const RUNS = 15;

export async function benchBundle(): Promise<readonly Figure[]> {
  const parts = join(dirname(BINARY), "parts");
  const entry = statSync(BINARY).size;
  const rest = readdirSync(parts).reduce((sum, file) => sum + statSync(join(parts, file)).size, 0);
  return [
    { what: "binary, all its parts", value: (entry + rest) / 2 ** 20, unit: "MiB", promised: 1.24 },
    ...nodePrograms().map(loading),
  ];
}

function loading({ path, version }: { readonly path: string; readonly version: string }): Figure {
  const differences: number[] = [];
  for (let run = 0; run < RUNS; run++)
    differences.push(timeOf(path, [BINARY, "--version"]) - timeOf(path, ["-e", "0"]));
  return {
    what: `loading it over bare Node ${version}, median of ${RUNS} pairs`,
    value: median(differences),
    unit: "ms",
    promised: 60,
  };
}

function timeOf(program: string, words: readonly string[]): number {
  const startedAt = performance.now();
  execFileSync(program, words, { stdio: "ignore" });
  return performance.now() - startedAt;
}
