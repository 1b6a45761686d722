/** Tells from a fresh reading which changes Cloudflare must refuse. */

import { parseAnyAddress } from "../../core/address/address.ts";
import type { Change, DnsRecord } from "../../core/types.ts";

/** Is one of the changes for a record that is gone, beside a CNAME, or onto an address that another record holds? */
export function hasObstacle(changes: readonly Change[], records: readonly DnsRecord[]): boolean {
  return changes.some((change) => {
    if (change.action !== "create" && records.every(({ id }) => id !== change.id)) return true;
    if (change.action === "delete" || change.content === undefined) return false;
    const { key, content } = change;
    const self = change.action === "update" ? change.id : undefined;
    return records.some(
      (record) =>
        record.name === key.name &&
        record.id !== self &&
        (record.type === "CNAME" ||
          (record.type === key.type && parseAnyAddress(record.content) === content)),
    );
  });
}
