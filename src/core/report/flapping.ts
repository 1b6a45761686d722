/** Addresses that change too often to be followed at every step (T9). */

import type { Detection } from "../types.ts";
import { familyTitle, observationsOf } from "./observations.ts";
import type { CycleReport } from "./report.ts";

/** More changes than this within the time is flapping. */
const MOST_CHANGES = 6;
const WITHIN_MS = 600_000;

/** What addresses did in the newest ten minutes; times are milliseconds of a steady clock. */
export interface AddressChanges {
  /** By family: its addresses in the newest cycle that knew them, and when they changed. */
  readonly families: Readonly<
    Record<string, { readonly addresses: string; readonly changedAt: readonly number[] }>
  >;
  /** When sources said by themselves that something may have changed, the newest last. */
  readonly pushedAt: readonly number[];
  /** The families whose addresses flap: `IPv4`, `IPv6 of cabin`. */
  readonly flapping: readonly string[];
}

/** Nothing was seen yet. */
export const NO_CHANGES: AddressChanges = { families: {}, pushedAt: [], flapping: [] };

/** A source said that something may have changed. */
export function notePush(before: AddressChanges, nowMs: number): AddressChanges {
  return { ...before, pushedAt: [...before.pushedAt, nowMs].slice(-(MOST_CHANGES + 1)) };
}

/**
 * A cycle ended. While an address flaps, cycles see it too seldom to count its changes, so it is calm only once its
 * sources are, too.
 */
export function noteCycle(before: AddressChanges, report: CycleReport, nowMs: number): AddressChanges {
  const isRestless = newest(before.pushedAt, nowMs).length > MOST_CHANGES;
  const families = Object.fromEntries(
    observationsOf(report).map(({ detection, ...seen }) => {
      const family = familyTitle(seen);
      const known = before.families[family] ?? { addresses: "", changedAt: [] };
      const changedAt = newest(known.changedAt, nowMs);
      if (detection.status !== "known") return [family, { ...known, changedAt }];
      const addresses = addressesOf(detection);
      const isChange = known.addresses !== "" && known.addresses !== addresses;
      return [family, { addresses, changedAt: isChange ? [...changedAt, nowMs] : changedAt }];
    }),
  );
  const flapping = Object.keys(families).filter(
    (family) =>
      (families[family]?.changedAt.length ?? 0) > MOST_CHANGES ||
      (isRestless && before.flapping.includes(family)),
  );
  return { ...before, families, flapping };
}

function newest(times: readonly number[], nowMs: number): readonly number[] {
  return times.filter((at) => at > nowMs - WITHIN_MS);
}

function addressesOf(detection: Extract<Detection, { readonly status: "known" }>): string {
  return detection.addresses
    .map(({ address }) => address)
    .sort()
    .join(" ");
}
