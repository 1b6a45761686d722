/** Reads the records of a zone. */

import { asciiName } from "../../core/name/fqdn.ts";
import type { DnsRecord, Fqdn, Zone } from "../../core/types.ts";
import type { Caller } from "./caller.ts";
import type { CloudflareClient } from "./client.ts";
import { type Entry, everyPage, malformed } from "./listing.ts";
import { NEEDS } from "./refusal/advice.ts";

/** Cloudflare takes up to five million and warns of time-outs; no zone of a plan one can buy holds more than this. */
const RECORDS_A_PAGE = 5000;

export function recordReader(client: CloudflareClient, caller: Caller) {
  /** No type filter, so that a CNAME in the way shows before it fails. */
  async function records(
    zone: Zone,
    _names: readonly Fqdn[],
    signal: AbortSignal,
  ): Promise<readonly DnsRecord[]> {
    const errand = {
      task: `list the records of ${zone.name}`,
      kind: "read",
      needs: NEEDS.readRecords,
    } as const;
    const all = await everyPage({ task: errand.task, key: "id" }, RECORDS_A_PAGE, (page) =>
      caller.call(errand, signal, (inner) =>
        client.dns.records.list({ zone_id: zone.id, page, per_page: RECORDS_A_PAGE }, { signal: inner }),
      ),
    );
    return all.flatMap((entry) => {
      const record = readRecord(entry);
      if (record === undefined) throw malformed(errand.task, "a record has no id, name or type");
      return record;
    });
  }

  return records;
}

/**
 * A record in our words: names in ASCII, a missing comment or tag list as an empty one. Nothing for a name that no name
 * of ours can equal, undefined where it is no record.
 */
export function readRecord(entry: Entry): readonly DnsRecord[] | undefined {
  const { id, name: written, type, content, ttl, proxied, comment, tags } = entry;
  if (!isText(id) || !isText(type) || !isText(written)) return undefined;
  const name = asciiName(written);
  if (name === undefined) return [];
  return [
    {
      id,
      name,
      type,
      content: typeof content === "string" ? content : "",
      ttl: typeof ttl === "number" ? ttl : 1,
      proxied: proxied === true,
      comment: typeof comment === "string" ? comment : "",
      tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
    },
  ];
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
