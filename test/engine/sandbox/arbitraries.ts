/** What random schedules over real HTTP are drawn from: records, lists of every kind, what an earlier run left behind, faults. */

import fc from "fast-check";
import type { Fault, FaultKind, SandboxSeed, SeedPending, SeedRecord } from "../../sandbox/index.ts";
import { ACCOUNT, NEW, OLD } from "./stage.ts";

export const records: fc.Arbitrary<SeedRecord[]> = fc.array(
  fc.record({
    name: fc.constantFrom("home.example.org", "www.example.org", "nas.example.net", "other.example.org"),
    type: fc.constantFrom("A", "A", "A", "TXT"),
    content: fc.constantFrom(OLD, "198.51.100.2", NEW, "192.0.2.9"),
    ttl: fc.constantFrom(1, 300),
    proxied: fc.boolean(),
    comment: fc.constantFrom("ddns", "ddns", "by hand"),
  }),
  { maxLength: 8 },
);

export interface Item {
  readonly ip: string;
  readonly comment: string;
}

const item: fc.Arbitrary<Item> = fc.record({
  // The third is wider than the default length: ours, it is exchanged; somebody else's, it covers nothing for us.
  ip: fc.constantFrom(OLD, NEW, "203.0.113.0/24", "192.0.2.9", "192.0.2.64/26"),
  comment: fc.constantFrom("ddns", "by hand"),
});
export const items = fc.uniqueArray(item, { selector: ({ ip }) => ip });

export const networks = fc.uniqueArray(fc.constantFrom(OLD, NEW, "192.0.2.0/24", "192.0.2.128/25"));

export const pending: fc.Arbitrary<SeedPending | undefined> = fc.option(
  fc.record({
    settlesAfter: fc.nat(8),
    append: fc.constantFrom<Item[]>(
      [],
      [{ ip: NEW, comment: "ddns" }],
      [{ ip: "198.51.100.77", comment: "ddns" }],
    ),
    remove: fc.constantFrom<string[]>([], [OLD]),
  }),
  { nil: undefined },
);

/** Kinds that end by themselves; those that stall take their deadline and have tests of their own. */
const spoilt = fc.record({
  kind: fc.constantFrom<FaultKind>(
    "lose-answer",
    "reset-before",
    "reset-after",
    "truncate",
    "html",
    "success-false",
    "rate-limit",
    "redirect",
  ),
  match: fc.constantFrom(
    { method: "POST", path: "/zones/*/dns_records/batch" },
    { method: "GET" },
    { method: "POST" },
    { method: "PATCH" },
    { method: "PUT" },
    { method: "DELETE" },
    {},
  ),
});

const malformed = fc
  .record({
    what: fc.constantFrom<Pick<Fault, "kind" | "result" | "id">>(
      { kind: "result", result: null },
      { kind: "result" },
      { kind: "result", result: false },
      { kind: "result", result: 0 },
      { kind: "result", result: {} },
      { kind: "result", result: [[]] },
      { kind: "row-ids", id: 7 },
      { kind: "row-ids" },
      { kind: "lying-pages" },
      { kind: "page-ignored" },
      { kind: "cursor-repeats" },
      { kind: "endless-pages" },
    ),
    path: fc.constantFrom(
      "/zones",
      "dns_records",
      "/rules/lists",
      "/gateway/lists",
      "/gateway/locations",
      "/items",
    ),
  })
  .map(({ what, path }) => ({ ...what, match: { method: "GET", path } }));

export const faults: fc.Arbitrary<Fault[]> = fc.array(
  fc
    .tuple(
      fc.oneof<fc.Arbitrary<Fault>[]>(spoilt, malformed),
      fc.record({ nth: fc.integer({ min: 1, max: 4 }), times: fc.integer({ min: 1, max: 3 }) }),
    )
    .map(([fault, when]) => ({ ...fault, ...when })),
  { maxLength: 5 },
);

/** Records of two zones, a WAF list, a Zero Trust list and a location, all called `home`. */
export function seedOf(
  all: readonly SeedRecord[],
  own: { readonly waf: Item[]; readonly zeroTrust: Item[]; readonly networks: readonly string[] },
): SandboxSeed {
  const inZone = (zone: string) =>
    all
      .filter(({ name }) => name.endsWith(zone))
      .map((one) => ({ ...one, proxied: one.type === "A" && one.proxied === true }));
  const list = { account: ACCOUNT, name: "home" };
  return {
    zones: ["example.org", "example.net"].map((name) => ({ name, records: inZone(name) })),
    lists: [{ ...list, items: own.waf }],
    zeroTrustLists: [
      { ...list, items: own.zeroTrust.map(({ ip, comment }) => ({ value: ip, description: comment })) },
    ],
    locations: [{ ...list, ecs_support: true, networks: own.networks.map((network) => ({ network })) }],
  };
}
