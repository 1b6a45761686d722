/** Random zones, settings and faults: the engine converges, comes to rest, and touches nothing that is not its own. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentsOf, SELECT_ALL } from "../../src/core/plan/ownership.ts";
import type { RecordTarget } from "../../src/core/plan/target.ts";
import type { DnsRecord, EnforceableAttribute } from "../../src/core/types.ts";
import { type DnsCall, type DnsSpoil, MemoryDns, type NewRecord } from "../contract/memory-dns.ts";
import { addressOf, nameOf } from "../unit/core/values.ts";
import { detection, FOUR, RUNS, SIX } from "./arbitraries.ts";
import { detector, MARKED, openStage, PLAIN, recordTarget, silent } from "./kit.ts";

const NAMES = ["home.example.org", "example.org", "*.example.org", "www.example.net"] as const;
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
          expect(engine.state.history.length).toBeLessThanOrEqual(1000);
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
