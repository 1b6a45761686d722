/** How much history is kept: whole cycles, so that a change of many names costs one of them. */

import { expect, test } from "vitest";
import { keptHistory } from "../../src/cycle/history-length.ts";
import type { HistoryEntry } from "../../src/ports.ts";

/** Cycles of so many entries each, oldest first. */
function cycles(...sizes: readonly number[]): readonly HistoryEntry[] {
  return sizes.flatMap((size, cycle) =>
    Array.from({ length: size }, (_, index) => ({
      at: new Date(cycle * 60_000).toISOString(),
      what: `n${index}.example.org A`,
      outcome: "updated",
      from: [],
      to: ["203.0.113.7"],
    })),
  );
}

const ones = (count: number): readonly number[] => Array<number>(count).fill(1);

test.each<[what: string, given: readonly number[], kept: readonly number[]]>([
  ["nothing", [], []],
  ["300 single changes", ones(300), ones(200)],
  ["a change of a hundred names after 150 others", [...ones(150), 100], [...ones(150), 100]],
  ["eleven changes of a hundred names", Array<number>(11).fill(100), Array<number>(10).fill(100)],
  ["a cycle that does not fit whole", [300, 900, 50], [900, 50]],
  ["one cycle larger than all that is kept", [5, 3000], [1000]],
])("%s / kept / the newest, whole cycles", (_, given, kept) => {
  const all = cycles(...given);
  const count = kept.reduce((sum, size) => sum + size, 0);
  expect(keptHistory(all)).toEqual(all.slice(all.length - count));
});
