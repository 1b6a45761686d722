/** Reads the records of a zone. */

import { asciiName } from "../../core/name/fqdn.ts";
import type { DnsRecord, Fqdn, Zone } from "../../core/types.ts";
import type { Caller } from "./caller.ts";
import type { CloudflareClient } from "./client.ts";
import { everyPage } from "./pages.ts";

/** Cloudflare takes up to five million and warns of time-outs; no zone of a plan one can buy holds more than this. */
const RECORDS_A_PAGE = 5000;

/** The fields of a record that we read. */
export interface ApiRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly content?: unknown;
  readonly ttl?: unknown;
  readonly proxied?: unknown;
  readonly comment?: unknown;
  readonly tags?: unknown;
}

export function recordReader(client: CloudflareClient, caller: Caller) {
  /** No type filter, so that a CNAME in the way shows before it fails. */
  async function records(
    zone: Zone,
    _names: readonly Fqdn[],
    signal: AbortSignal,
  ): Promise<readonly DnsRecord[]> {
    const errand = { task: `list the records of ${zone.name}`, kind: "read" } as const;
    const all = await everyPage<ApiRecord>(RECORDS_A_PAGE, (page) =>
      caller.call(errand, signal, (inner) =>
        client.dns.records.list({ zone_id: zone.id, page, per_page: RECORDS_A_PAGE }, { signal: inner }),
      ),
    );
    return all.flatMap(readRecord);
  }

  return records;
}

/** A record in our words: names in ASCII, a missing comment or tag list as an empty one. */
export function readRecord(record: ApiRecord): readonly DnsRecord[] {
  const name = asciiName(record.name);
  if (name === undefined) return [];
  return [
    {
      id: record.id,
      name,
      type: record.type,
      content: typeof record.content === "string" ? record.content : "",
      ttl: typeof record.ttl === "number" ? record.ttl : 1,
      proxied: record.proxied === true,
      comment: typeof record.comment === "string" ? record.comment : "",
      tags: Array.isArray(record.tags) ? record.tags.filter((tag) => typeof tag === "string") : [],
    },
  ];
}
