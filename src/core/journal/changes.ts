/** What a cycle adds to the journal. */

import { observationsOf } from "../report/observations.ts";
import type { CycleReport } from "../report/report.ts";
import type { Address } from "../types.ts";
import type { JournalLine } from "./line.ts";

/**
 * A line for each site and family that has other addresses than the journal knows. What is silent or cleared says nothing.
 * `newest`: the last line of each by its key.
 */
export function newLines(
  newest: ReadonlyMap<string, JournalLine>,
  report: CycleReport,
): readonly JournalLine[] {
  return observationsOf(report).flatMap(({ site, family: title, detection }): JournalLine[] => {
    if (detection.status !== "known" || detection.addresses.length === 0) return [];
    const family = title === "IPv4" ? 4 : 6;
    const from = newest.get(journalKey({ site, family }))?.addresses ?? [];
    const addresses = [...new Set(detection.addresses.map(({ address }) => address))];
    if (areSame(addresses, from)) return [];
    return [{ at: report.startedAt, site, family, addresses, from, source: detection.source }];
  });
}

/** Which site and family a line is about. */
export function journalKey({ site, family }: Pick<JournalLine, "site" | "family">): string {
  return `${family} ${site}`;
}

/** In any order. */
export function areSame(one: readonly Address[], other: readonly Address[]): boolean {
  return one.length === other.length && one.every((address) => other.includes(address));
}
