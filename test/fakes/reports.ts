/** Reports made on demand: a cycle of a small home, and what a test changes in it. */

import type { CycleReport, ListReport, RecordReport } from "../../src/core/report/report.ts";
import type { Address, AddressRecord, Detection, Fqdn, Prefix, RecordType } from "../../src/core/types.ts";
import { ACCOUNT_ID } from "./settings.ts";

export function known(address: string): Detection {
  return { status: "known", addresses: [{ address: address as Address }], source: "cloudflare.trace" };
}

export function recordReport(name: string, type: RecordType, content: string | null): RecordReport {
  const actual: AddressRecord = {
    id: "r1",
    name: name as Fqdn,
    type,
    content: (content ?? "") as Address,
    ttl: 1,
    proxied: true,
    comment: "",
    tags: [],
  };
  return {
    name: name as Fqdn,
    type,
    site: "",
    zone: "example.org" as Fqdn,
    outcome: content === null ? "skipped" : "unchanged",
    changes: [],
    error: null,
    reason: content === null ? "no address could be detected" : null,
    wanted: content === null ? [] : [content as Address],
    actual: content === null ? [] : [actual],
  };
}

/** A list that holds these prefixes and is right. */
export function listReport(kept: readonly string[], more: Partial<ListReport> = {}): ListReport {
  return {
    kind: "waf",
    account: ACCOUNT_ID,
    site: "",
    name: "home_ips",
    id: "l1",
    outcome: "unchanged",
    added: [],
    removed: [],
    kept: kept as readonly Prefix[],
    error: null,
    reason: null,
    warnings: [],
    ...more,
  };
}

/** A report of the example: both A records right, the AAAA record without an address. */
export function makeReport(ipv4 = "203.0.113.7", changes: Partial<CycleReport> = {}): CycleReport {
  return {
    ok: true,
    dryRun: false,
    startedAt: "2026-01-01T00:05:00.000Z",
    durationMs: 42,
    requests: 3,
    detections: { ipv4: known(ipv4), ipv6: { status: "unmanaged" } },
    sites: {},
    records: [
      recordReport("*.example.org", "A", ipv4),
      recordReport("home.example.org", "A", ipv4),
      recordReport("home.example.org", "AAAA", null),
    ],
    lists: [listReport([`${ipv4}/32`])],
    ...changes,
  };
}
