/** Says what is known of one IP family's address. */

import type { Detection } from "../../../../src/core/types.ts";
import type { HistoryEntry } from "../../../../src/ports.ts";

/** Since when records show `address`, as far as the history goes: the newest change that brought it. */
export function knownSince(address: string, history: readonly HistoryEntry[]): string | undefined {
  return history.findLast((entry) => entry.to.includes(address) && !entry.from.includes(address))?.at;
}

/** True where the place has no such address at all, which is no failure. */
export function isAbsent(detection: Detection | undefined): boolean {
  return detection?.status === "unavailable" && detection.absent === true;
}

/** A line for a family that has no address to show. */
export function withoutAddress(detection: Detection | undefined): string {
  switch (detection?.status) {
    case undefined:
      return "Not checked yet";
    case "unmanaged":
      return "Not managed";
    case "clear":
      return "Cleared on purpose";
    case "unavailable":
      return isAbsent(detection) ? "None here" : "Not available";
    case "known":
      return "";
  }
}
