/** The two answers that every source here can give. */

import type { DetectedAddress, DetectedAddresses, Detection } from "../../core/types.ts";

/** What parsing an answer gives: addresses, or the reason why it is none. */
export type ReadAddresses =
  | { readonly ok: true; readonly addresses: DetectedAddresses; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly reason: string };

/** No address could be observed; `reason` is for people and holds no secret. */
export function unavailable(
  source: string,
  reason: string,
  code: "DETECTION_FAILED" | "NO_AGREEMENT" = "DETECTION_FAILED",
): Detection {
  return { status: "unavailable", reason, source, code };
}

/** `read` as a Detection of `source`. */
export function asDetection(source: string, read: ReadAddresses): Detection {
  return read.ok ? { status: "known", addresses: read.addresses, source } : unavailable(source, read.reason);
}

/** `addresses` where there is at least one, without repetitions, in the order given. */
export function nonEmpty(addresses: readonly DetectedAddress[]): DetectedAddresses | undefined {
  const distinct = new Map(addresses.map((entry) => [`${entry.address}/${entry.prefixLength}`, entry]));
  const [first, ...rest] = distinct.values();
  return first === undefined ? undefined : [first, ...rest];
}
