/** Everything that was observed in a cycle, site by site. */

import type { Detection, RecordType } from "../types.ts";
import type { CycleReport } from "./report.ts";

export interface Observation {
  /** `""` is the home. */
  readonly site: string;
  readonly family: "IPv4" | "IPv6";
  readonly type: RecordType;
  readonly detection: Detection;
}

/** The home first, then the named sites. */
export function observationsOf({ detections, sites }: CycleReport): readonly Observation[] {
  return Object.entries({ "": detections, ...sites }).flatMap(([site, { ipv4, ipv6 }]): Observation[] => [
    { site, family: "IPv4", type: "A", detection: ipv4 },
    { site, family: "IPv6", type: "AAAA", detection: ipv6 },
  ]);
}

/** `IPv4`, or `IPv4 of cabin`. */
export function familyTitle({ site, family }: Pick<Observation, "site" | "family">): string {
  return site === "" ? family : `${family} of ${site}`;
}
