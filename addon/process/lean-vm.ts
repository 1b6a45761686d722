/**
 * Tells V8 that this program waits more than it computes.
 *
 * Optimising compilers touch 8 MB of Node's own code and keep their results in memory, a young generation that may grow
 * keeps what one cycle needed, and what the start left behind is never collected, since an idle program allocates
 * nothing: all that for a cycle that runs every few minutes and spends its time on the network (measured 2026-11;
 * docs/decisions.md has the numbers).
 */

import { setFlagsFromString } from "node:v8";

const FLAGS: readonly string[] = ["--no-opt", "--no-maglev", "--no-sparkplug"];
/** Takes full effect only from the first moment of a process. */
const FROM_THE_START: readonly string[] = [...FLAGS, "--max-semi-space-size=1", "--expose-gc"];
const LATER: readonly string[] = [...FLAGS, "--semi-space-growth-factor=1"];

/** By then the first cycle is over, as a rule. */
const SETTLED_MS = 2000;
/** Each cycle leaves a little behind, which V8 by itself collects late. */
const TIDY_EVERY_MS = 600_000;

/**
 * A service, which lives for months, becomes the same program with these flags from its first moment, where Node can
 * do that (22.15 and later, not on Windows): same process, same id, 40 ms. Everywhere else the flags are set from here on.
 */
export function becomeLean(isService: boolean): void {
  const [node, script, ...words] = process.argv;
  const isLean = process.execArgv.includes("--no-opt");
  if (isService && !isLean && node !== undefined && script !== undefined && process.execve !== undefined) {
    process.execve(node, [node, ...process.execArgv, ...FROM_THE_START, script, ...words], process.env);
  }
  if (!isLean) for (const flag of LATER) setFlagsFromString(flag);
  if (!isService) return;
  setTimeout(tidyUp, SETTLED_MS).unref();
  setInterval(tidyUp, TIDY_EVERY_MS).unref();
}

/** Gives back what the start and the cycles needed and nothing needs any more: some 50 ms. */
function tidyUp(): void {
  // A plain collection keeps its pages; this one returns them.
  globalThis.gc?.({ type: "major", execution: "sync", flavor: "last-resort" });
}
