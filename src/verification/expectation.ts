/** How the world is to see a record set: what is wanted, and what others keep at the same name. */

import { parseAnyAddress } from "../core/address/address.ts";
import type { Address, AddressRecord, DnsRecord, RecordSetKey } from "../core/types.ts";
import type { Expectation } from "../core/witness/judge.ts";

/** `held`: all records of the set at Cloudflare; `managed`: those of them that are ours. */
export function expectationOf(
  key: RecordSetKey,
  wanted: readonly Address[],
  held: readonly DnsRecord[],
  managed: readonly AddressRecord[],
): Expectation {
  const ours = new Set(managed.map(({ id }) => id));
  return {
    ...key,
    // A refusal may leave open what was wanted; then what is held counts.
    wanted: wanted.length > 0 ? wanted : contents(held),
    others: contents(held.filter(({ id }) => !ours.has(id))),
    proxied: held.some(({ proxied }) => proxied),
  };
}

function contents(records: readonly DnsRecord[]): readonly Address[] {
  return records.flatMap(({ content }) => parseAnyAddress(content) ?? []);
}
