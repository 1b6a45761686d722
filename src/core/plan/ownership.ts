/** Which records and list items are ours to touch; the rest is invisible to the planner (Z6, W2). */

import { parseAnyAddress } from "../address/address.ts";
import type { AddressRecord, DnsRecord, OwnershipSelector, RecordSetKey } from "../types.ts";

/** The selector that takes everything: what an empty pattern means. */
export const SELECT_ALL: OwnershipSelector = { pattern: "", matches: () => true };

/** The records of one record set, ours and the others'. */
export interface RecordSetContents {
  readonly managed: readonly AddressRecord[];
  readonly foreign: readonly AddressRecord[];
  /** A CNAME at the name, which Cloudflare lets no address record stand beside. */
  readonly cname: DnsRecord | undefined;
  /** A managed record whose content is no address: something we must not guess about. */
  readonly unreadable: DnsRecord | undefined;
}

export function contentsOf(
  key: RecordSetKey,
  records: readonly DnsRecord[],
  selector: OwnershipSelector,
): RecordSetContents {
  const managed: AddressRecord[] = [];
  const foreign: AddressRecord[] = [];
  let cname: DnsRecord | undefined;
  let unreadable: DnsRecord | undefined;
  for (const record of records) {
    if (record.name !== key.name) continue;
    if (record.type === "CNAME") cname = record;
    if (record.type !== key.type) continue;
    const content = parseAnyAddress(record.content);
    const ours = selector.matches(record.comment);
    if (content !== undefined) (ours ? managed : foreign).push({ ...record, type: key.type, content });
    else if (ours) unreadable = record;
  }
  return { managed, foreign, cname, unreadable };
}
