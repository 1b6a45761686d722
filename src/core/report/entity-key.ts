/** Keys under which record sets and lists appear on the broker; they name topics and entities, so they never change. */

import type { RecordType } from "../types.ts";

/** The SHA-256 of a text in UTF-8, in lower-case hexadecimal. The core has no such function of its own. */
export type Sha256Hex = (text: string) => string;

/**
 * The key of a record set. Names with more than `[a-z0-9.]` get four digits of their digest, which tells
 * `a-b.example.org` from `a.b.example.org`.
 *
 *   home.example.org A           home_example_org_a
 *   my-home.example.org AAAA     my_home_example_org_09c9_aaaa
 */
export function recordKey(name: string, type: RecordType, sha256Hex: Sha256Hex): string {
  const plain = name.replaceAll(/[^a-z0-9]/g, "_");
  const digest = /[^a-z0-9.]/.test(name) ? `_${sha256Hex(name).slice(0, 4)}` : "";
  return `${plain}${digest}_${type.toLowerCase()}`;
}

/**
 * The key of a list: its name and the first six digits of its account. Names with more than `[a-z0-9_]`, which Zero
 * Trust lists and locations may have, get four digits of their digest likewise.
 *
 *   home_ips       home_ips_012345
 *   Home IPs       home_ips_8f3a_012345
 */
export function listKey(name: string, accountId: string, sha256Hex: Sha256Hex): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9_]/g, "_");
  const digest = plain === name ? "" : `_${sha256Hex(name).slice(0, 4)}`;
  return `${plain}${digest}_${accountId.slice(0, 6)}`;
}
