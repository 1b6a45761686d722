/** Which records and list items are ours to touch; the rest is invisible to the planner (Z6, W2). */

import { parseAnyAddress } from "../address/address.ts";
import type { AddressRecord, DnsRecord, Fqdn, OwnershipSelector, RecordSetKey } from "../types.ts";

/** The selector that takes everything: what an empty pattern means. */
export const SELECT_ALL: OwnershipSelector = { pattern: "", matches: () => true };

/** The records of one record set, ours and the others'. */
export interface RecordSetContents {
  readonly managed: readonly AddressRecord[];
  readonly foreign: readonly AddressRecord[];
  /** Ours of the same name's other family. */
  readonly siblings: readonly AddressRecord[];
  /** A CNAME at the name, which Cloudflare lets no address record stand beside. */
  readonly cname: DnsRecord | undefined;
  /** An NS record at the name, which makes it another server's; at the apex of the zone it does not. */
  readonly delegation: DnsRecord | undefined;
  /** A managed record whose content is no address: something we must not guess about. */
  readonly unreadable: DnsRecord | undefined;
}

/** `apex` is the name of the zone. */
export function contentsOf(
  key: RecordSetKey,
  records: readonly DnsRecord[],
  selector: OwnershipSelector,
  apex: Fqdn,
): RecordSetContents {
  const managed: AddressRecord[] = [];
  const foreign: AddressRecord[] = [];
  const siblings: AddressRecord[] = [];
  const siblingType = key.type === "A" ? "AAAA" : "A";
  let cname: DnsRecord | undefined;
  let delegation: DnsRecord | undefined;
  let unreadable: DnsRecord | undefined;
  for (const record of records) {
    if (record.name !== key.name) continue;
    if (record.type === "CNAME") cname = record;
    if (record.type === "NS" && key.name !== apex) delegation = record;
    const ours = selector.matches(record.comment);
    const content = parseAnyAddress(record.content);
    if (record.type === siblingType && ours && content !== undefined)
      siblings.push({ ...record, type: siblingType, content });
    if (record.type !== key.type) continue;
    if (content !== undefined) (ours ? managed : foreign).push({ ...record, type: key.type, content });
    else if (ours) unreadable = record;
  }
  return { managed, foreign, siblings, cname, delegation, unreadable };
}
