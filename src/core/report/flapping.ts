/** Addresses that change too often to be followed at every step (T9). */

import type { Detection } from "../types.ts";
import type { CycleReport } from "./report.ts";

/** More changes than this within the time is flapping. */
const MOST_CHANGES = 6;
const WITHIN_MS = 600_000;

/** By family: its addresses in the newest cycle that knew them, and when they changed (milliseconds of a steady clock). */
export type AddressChanges = Readonly<
  Record<string, { readonly addresses: string; readonly changedAt: readonly number[] }>
>;

/** The changes after one more cycle. */
export function noteAddresses(before: AddressChanges, report: CycleReport, nowMs: number): AddressChanges {
  const noted = Object.entries(familiesOf(report)).map(([family, detection]) => {
    const known = before[family] ?? { addresses: "", changedAt: [] };
    const recent = known.changedAt.filter((at) => at > nowMs - WITHIN_MS);
    if (detection.status !== "known") return [family, { ...known, changedAt: recent }];
    const addresses = detection.addresses
      .map(({ address }) => address)
      .sort()
      .join(" ");
    const isChange = known.addresses !== "" && known.addresses !== addresses;
    return [family, { addresses, changedAt: isChange ? [...recent, nowMs] : recent }];
  });
  return Object.fromEntries(noted);
}

/** The families whose addresses flap: `IPv4`, `IPv6`. */
export function flappingIn(changes: AddressChanges): readonly string[] {
  return Object.entries(changes)
    .filter(([, { changedAt }]) => changedAt.length > MOST_CHANGES)
    .map(([family]) => family);
}

function familiesOf({ detections }: CycleReport): Readonly<Record<string, Detection>> {
  return { IPv4: detections.ipv4, IPv6: detections.ipv6 };
}
