/** Which events a new state is worth: one for each family whose address is another one than before. */

import type { IpFamily } from "../../../src/index.ts";

/** The last known addresses as the device shows them; null where none was known yet. */
export interface KnownAddresses {
  readonly ipv4: string | null;
  readonly ipv6: string | null;
}

export interface AddressEvent {
  readonly event_type: "ipv4_changed" | "ipv6_changed";
  readonly family: IpFamily;
  readonly from: string;
  readonly to: string;
}

export const NOTHING_KNOWN: KnownAddresses = { ipv4: null, ipv6: null };

/** What changed between two moments, and what is known after them: an unavailable address is no change. */
export function addressEvents(
  before: KnownAddresses,
  now: KnownAddresses,
): { readonly events: readonly AddressEvent[]; readonly known: KnownAddresses } {
  const events: AddressEvent[] = [];
  for (const [family, key] of [
    [4, "ipv4"],
    [6, "ipv6"],
  ] as const) {
    const from = before[key];
    const to = now[key];
    if (from !== null && to !== null && from !== to)
      events.push({ event_type: `${key}_changed`, family, from, to });
  }
  return { events, known: { ipv4: now.ipv4 ?? before.ipv4, ipv6: now.ipv6 ?? before.ipv6 } };
}

/** The addresses in a state document that an earlier run left on the broker; whatever is not readable is null. */
export function parseKnownAddresses(payload: string): KnownAddresses {
  try {
    const document: unknown = JSON.parse(payload);
    if (typeof document !== "object" || document === null) return NOTHING_KNOWN;
    const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
    return {
      ipv4: text("ipv4" in document ? document.ipv4 : null),
      ipv6: text("ipv6" in document ? document.ipv6 : null),
    };
  } catch {
    return NOTHING_KNOWN;
  }
}
