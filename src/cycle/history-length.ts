/** How much of the past the state keeps: by cycles, so that one change of a hundred names does not push out all others. */

import type { HistoryEntry } from "../ports.ts";

const MOST_CYCLES = 200;
const MOST_ENTRIES = 1000;

/** The entries of the newest cycles, oldest first. A cycle is kept whole or not at all; of one that is larger than all there may be, the end. */
export function keptHistory(all: readonly HistoryEntry[]): readonly HistoryEntry[] {
  let cycles = 0;
  let first = all.length;
  for (let end = all.length; end > 0 && cycles < MOST_CYCLES; end = first) {
    const begin = beginOf(all, end);
    if (cycles > 0 && all.length - begin > MOST_ENTRIES) break;
    cycles += 1;
    first = begin;
  }
  return all.slice(first).slice(-MOST_ENTRIES);
}

/** Index of the first entry of the cycle that ends before index `end`. */
function beginOf(all: readonly HistoryEntry[], end: number): number {
  let begin = end - 1;
  while (begin > 0 && all[begin - 1]?.at === all[end - 1]?.at) begin -= 1;
  return begin;
}
