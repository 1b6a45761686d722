/** Random zones, settings and faults: the engine converges, comes to rest, and touches nothing that is not its own. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIST_KINDS } from "../../src/core/list/kinds.ts";
import { contentsOf, SELECT_ALL } from "../../src/core/plan/ownership.ts";
import type { RecordTarget } from "../../src/core/plan/target.ts";
import type { Detection, DnsRecord, EnforceableAttribute } from "../../src/core/types.ts";
import { type DnsCall, type DnsSpoil, MemoryDns, type NewRecord } from "../contract/memory-dns.ts";
import { type ListCall, type ListSpoil, MemoryLists } from "../contract/memory-lists.ts";
import { addressOf, nameOf } from "../unit/core/values.ts";
import {
  ACCOUNT_ID,
  detector,
  known,
  listTarget,
  MARKED,
  openStage,
  PLAIN,
  recordTarget,
  silent,
} from "./kit.ts";

/** How many schedules are drawn; ENGINE_SCHEDULES=20000 takes a while. */
const RUNS = Number(process.env["ENGINE_SCHEDULES"] ?? 400);

const NAMES = ["home.example.org", "example.org", "*.example.org", "www.example.net"] as const;
const FOUR = ["203.0.113.7", "203.0.113.8", "198.51.100.1"] as const;
const SIX = ["2001:db8:1::7", "2001:db8:2::7", "2001:db8:9::9"] as const;

const record: fc.Arbitrary<NewRecord> = fc
  .record({
    name: fc.constantFrom(...NAMES),
    type: fc.constantFrom("A", "AAAA", "A", "AAAA", "CNAME", "TXT"),
    pick: fc.nat(2),
    ttl: fc.constantFrom(1, 300),
    proxied: fc.boolean(),
    comment: fc.constantFrom("", "ddns", "ddns two", "by hand"),
    tags: fc.constantFrom<readonly string[]>([], ["site:home"]),
  })
  .map(({ pick, ...rest }) => ({
    ...rest,
    content:
      rest.type === "A" ? (FOUR[pick] ?? "") : rest.type === "AAAA" ? (SIX[pick] ?? "") : "other.example.com",
  }));

const detection = (texts: readonly string[]): fc.Arbitrary<Detection> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.subarray([...texts], { minLength: 1 }).map((all) => known(...all)) },
    { weight: 1, arbitrary: fc.constant(silent) },
    { weight: 1, arbitrary: fc.constantFrom<Detection>({ status: "clear" }, { status: "unmanaged" }) },
  );

const settings = fc.record({
  four: detection(FOUR.slice(0, 2)),
  six: detection(SIX.slice(0, 2)),
  marked: fc.boolean(),
  enforce: fc.subarray<EnforceableAttribute>(["proxied", "ttl", "comment"]),
  proxied: fc.boolean(),
  ttl: fc.constantFrom(1, 120),
  hostId: fc.boolean(),
  keepSurplus: fc.boolean(),
  create: fc.boolean(),
  cacheExpirationMs: fc.constantFrom(0, 3_600_000),
  names: fc.subarray([...NAMES], { minLength: 1 }),
});

const dnsSpoils = fc.array(
  fc.tuple(
    fc.constantFrom<DnsCall>("zones", "records", "apply", "apply"),
    fc.constantFrom<DnsSpoil>("unreachable", "lost", "swallowed", "half", "throttled"),
  ),
  { maxLength: 6 },
);
const listSpoils = fc.array(
  fc.tuple(
    fc.constantFrom<ListCall>("lists", "create", "items", "append", "remove", "replace"),
    fc.constantFrom<ListSpoil>("unreachable", "lost", "swallowed", "busy", "overtaken"),
  ),
  { maxLength: 5 },
);
const items = fc.uniqueArray(
  fc.record({
    ip: fc.constantFrom("203.0.113.7", "192.0.2.9", "198.51.100.0/24", "2001:db8:1::/64", "2001:db8:9::/64"),
    comment: fc.constantFrom("ddns", "by hand"),
  }),
  { selector: ({ ip }) => ip },
);

type Settings = typeof settings extends fc.Arbitrary<infer T> ? T : never;

function targetsOf(own: Settings): readonly RecordTarget[] {
  const [four, six] = [detector(4), detector(6)];
  return own.names.flatMap((name) =>
    (["A", "AAAA"] as const).map((type) =>
      recordTarget(name, {
        type,
        detector: type === "A" ? four : six,
        hostIds:
          type === "AAAA" && own.hostId
            ? [{ kind: "literal", literal: addressOf("::5") }]
            : [{ kind: "preserve" }],
        attributes: { ...PLAIN, proxied: own.proxied, ttl: own.ttl, comment: own.marked ? "ddns" : "" },
        enforce: new Set(own.enforce),
        selector: own.marked ? MARKED : SELECT_ALL,
        keepSurplus: own.keepSurplus,
        create: own.create,
      }),
    ),
  );
}

describe("records", () => {
  test("any zone, settings, faults / cycles until no fault is left / wanted state, rest, others' records and attributes kept", {
    timeout: 60_000 + RUNS * 100,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 12 }),
        settings,
        dnsSpoils,
        async (seeded, own, spoils) => {
          const dns = new MemoryDns();
          for (const zone of ["example.org", "example.net"])
            dns.plant(
              zone,
              seeded.filter(({ name }) => name.endsWith(zone)),
            );
          const before = all(dns);
          const targets = targetsOf(own);
          const { cycle, answers, clock, engine } = await openStage({
            dns,
            records: targets,
            cacheExpirationMs: own.cacheExpirationMs,
          });
          [answers[4], answers[6]] = [own.four, own.six];
          for (const [call, spoil] of spoils) dns.spoil(call, spoil);
          for (let round = 0; round < 10 && dns.spoilsLeft > 0; round++) {
            expectForeignKept(before, all(dns), targets);
            await cycle();
            await clock.advance(60_000);
          }
          dns.calm();
          const last = await cycle({ fresh: true });
          const rested = JSON.stringify(all(dns));
          const applies = dns.calls.filter((call) => call === "apply").length;
          const again = await cycle({ fresh: true });
          expect(JSON.stringify(all(dns))).toBe(rested);
          const possible = last.records.every(({ outcome }) => outcome !== "failed");
          if (possible) expect(dns.calls.filter((call) => call === "apply")).toHaveLength(applies);
          for (const { outcome, error } of again.records) {
            expect(["unchanged", "skipped", "failed"]).toContain(outcome);
            // What can never be: a CNAME in the way, or somebody else's record at the target.
            if (outcome === "failed") expect(error?.code).toBe("RECORD_CONFLICT");
          }
          expectForeignKept(before, all(dns), targets);
          expectWanted(dns, targets, own, again.records);
          expectAttributesKept(before, all(dns), own);
          expect(engine.state.history.length).toBeLessThanOrEqual(200);
        },
      ),
      { numRuns: RUNS },
    );
  });

  test("any zone, both families silent / cycle / not one request, not one change", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 8 }), settings, async (seeded, own) => {
        const dns = new MemoryDns();
        dns.plant(
          "example.org",
          seeded.filter(({ name }) => name.endsWith("example.org")),
        );
        const before = JSON.stringify(all(dns));
        const { cycle, answers } = await openStage({ dns, records: targetsOf(own) });
        [answers[4], answers[6]] = [silent, silent];
        expect((await cycle()).requests).toBe(0);
        expect(JSON.stringify(all(dns))).toBe(before);
      }),
    );
  });
});

describe.each(LIST_KINDS)("$heading", ({ kind, holds, owned }) => {
  const canHold = ({ ip }: { readonly ip: string }) => {
    const [shortest = 129] = holds[ip.includes(":") ? 6 : 4] ?? [];
    return Number(ip.split("/")[1] ?? 32) >= shortest;
  };
  const isForeign = (own: Settings, { comment }: { readonly comment: string }) =>
    owned === "by-memory" || (own.marked && comment === "by hand");

  test("any list, detections, faults / cycles until no fault is left / covered, at rest, others' items kept, never bare", {
    timeout: 60_000 + RUNS * 100,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.option(items), settings, listSpoils, async (seeded, own, spoils) => {
        const lists = new MemoryLists({ kind });
        const planted = (seeded ?? []).filter(canHold);
        // A location is never made, so there is one.
        if (seeded !== null || lists.create === undefined) lists.plant(ACCOUNT_ID, "home", planted);
        const list = listTarget("home", {
          kind,
          selector: own.marked ? MARKED : SELECT_ALL,
          itemComment: "ddns",
          detectors: { 4: detector(4), 6: detector(6) },
        });
        const { cycle, answers, clock } = await openStage({
          lists,
          wafLists: [list],
          cacheExpirationMs: own.cacheExpirationMs,
        });
        [answers[4], answers[6]] = [own.four, own.six];
        for (const [call, spoil] of spoils) lists.spoil(call, spoil);
        for (let round = 0; round < 10; round++) {
          const running = cycle();
          await clock.advance(90_000);
          await running;
        }
        lists.calm();
        await cycle({ fresh: true });
        const writes = lists.seen.length;
        const again = await cycle({ fresh: true });
        expect(["unchanged", "skipped"]).toContain(again.lists[0]?.outcome);
        expect(lists.seen).toHaveLength(writes);
        const held = lists.held(ACCOUNT_ID, "home") ?? [];
        for (const { ip, comment } of planted.filter((item) => isForeign(own, item))) {
          const kept = owned === "by-memory" ? "" : comment;
          expect(held.some((item) => item.prefix.startsWith(ip) && item.comment === kept)).toBe(true);
        }
        for (const family of [4, 6] as const) {
          if (holds[family] === undefined) continue;
          const wasThere = planted.filter(({ ip }) => ip.includes(":") === (family === 6)).length;
          const state = (family === 4 ? own.four : own.six).status;
          const now = held.filter(({ prefix }) => prefix.includes(":") === (family === 6)).length;
          if (state === "unavailable" || state === "unmanaged") expect(now).toBe(wasThere);
          if (state === "known") expect(now).toBeGreaterThan(0);
        }
      }),
      { numRuns: Math.ceil(RUNS / 3) },
    );
  });
});

function all(dns: MemoryDns): readonly DnsRecord[] {
  return [...dns.held("example.org"), ...dns.held("example.net")];
}

function expectForeignKept(
  before: readonly DnsRecord[],
  after: readonly DnsRecord[],
  targets: readonly RecordTarget[],
): void {
  const managed = ({ name, type, comment }: DnsRecord) =>
    targets.some(
      (target) =>
        target.owner.kind === "name" &&
        target.owner.name === name &&
        target.type === type &&
        target.selector.matches(comment),
    );
  for (const record of before) if (!managed(record)) expect(after).toContainEqual(record);
}

function expectWanted(
  dns: MemoryDns,
  targets: readonly RecordTarget[],
  own: Settings,
  reports: readonly { readonly outcome: string; readonly wanted: readonly string[] }[],
): void {
  targets.forEach((target, index) => {
    const report = reports[index];
    const state = (target.type === "A" ? own.four : own.six).status;
    if (report === undefined || report.outcome === "failed") return;
    const name = target.owner.kind === "name" ? target.owner.name : nameOf("x");
    const { managed } = contentsOf(
      { name, type: target.type },
      all(dns),
      target.selector,
      nameOf("example.org"),
    );
    const contents = managed.map(({ content }) => content).sort();
    if (state === "clear") expect(contents).toEqual([]);
    if (state !== "known") return;
    if (own.create && !own.keepSurplus) expect(contents).toEqual([...report.wanted].sort());
    if (own.create) expect(contents).toEqual(expect.arrayContaining([...report.wanted]));
    for (const one of managed) {
      if (own.keepSurplus) continue;
      if (own.enforce.includes("proxied")) expect(one.proxied).toBe(own.proxied);
      if (own.enforce.includes("ttl") && !one.proxied) expect(one.ttl).toBe(own.ttl);
    }
  });
}

/** A record that lived through it all kept what was not enforced. */
function expectAttributesKept(
  before: readonly DnsRecord[],
  after: readonly DnsRecord[],
  own: Settings,
): void {
  for (const record of before) {
    const now = after.find(({ id }) => id === record.id);
    if (now === undefined) continue;
    expect(now.tags).toEqual(record.tags);
    if (!own.enforce.includes("comment")) expect(now.comment).toBe(record.comment);
    if (!own.enforce.includes("proxied")) expect(now.proxied).toBe(record.proxied);
    if (own.enforce.length === 0) expect(now.ttl).toBe(record.ttl);
  }
}
