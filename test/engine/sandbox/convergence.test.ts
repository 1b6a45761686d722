/** Random zones and fault schedules over real HTTP: the engine converges once the faults are used up, and comes to rest. */

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Fault, FaultKind, SeedRecord } from "../../sandbox/index.ts";
import { LIST_ENVIRONMENT, LISTS, NEW, OLD, openSandboxStage } from "./stage.ts";

const record: fc.Arbitrary<SeedRecord> = fc.record({
  name: fc.constantFrom("home.example.org", "www.example.org", "nas.example.net", "other.example.org"),
  type: fc.constantFrom("A", "A", "A", "TXT"),
  content: fc.constantFrom(OLD, "198.51.100.2", NEW, "192.0.2.9"),
  ttl: fc.constantFrom(1, 300),
  proxied: fc.boolean(),
  comment: fc.constantFrom("ddns", "ddns", "by hand"),
});

/** Kinds that end by themselves; those that stall take their deadline and have tests of their own. */
const kind = fc.constantFrom<FaultKind>(
  "lose-answer",
  "reset-before",
  "reset-after",
  "truncate",
  "html",
  "success-false",
  "rate-limit",
  "redirect",
);
const fault: fc.Arbitrary<Fault> = fc.record({
  kind,
  match: fc.constantFrom(
    { method: "POST", path: "/zones/*/dns_records/batch" },
    { method: "GET" },
    { method: "POST" },
    { method: "DELETE" },
    {},
  ),
  nth: fc.integer({ min: 1, max: 4 }),
  times: fc.integer({ min: 1, max: 2 }),
});

/** Two records of one name, type and content exist at Cloudflare only as leftovers; seeds may make them, so do we. */
test("any zones, a list, any faults / cycles / right, at rest, and others' records as they were", {
  timeout: 60_000,
}, async () => {
  const signal = new AbortController().signal;
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { maxLength: 8 }),
      fc.array(fault, { maxLength: 4 }),
      async (records, faults) => {
        const inZone = (zone: string) =>
          records
            .filter(({ name }) => name.endsWith(zone))
            .map((one) => ({ ...one, proxied: one.type === "A" && one.proxied === true }));
        await using stage = await openSandboxStage(
          {
            zones: [
              { name: "example.org", records: inZone("example.org") },
              { name: "example.net", records: inZone("example.net") },
            ],
            lists: LISTS,
          },
          {
            ...LIST_ENVIRONMENT,
            MANAGED_RECORDS_COMMENT_REGEX: "^ddns$",
            RECORD_COMMENT: "ddns",
            CACHE_EXPIRATION: "1h",
          },
        );
        const all = () => ["example.org", "example.net"].flatMap((zone) => stage.sandbox.records(zone));
        const foreign = all().filter(
          ({ type, comment, name }) => type !== "A" || comment !== "ddns" || name.startsWith("other"),
        );
        const { engine, close } = await stage.openEngine();
        for (const one of faults) stage.sandbox.fault(one);
        await engine.cycle({ signal });
        await engine.cycle({ signal });
        stage.sandbox.clearFaults();
        await close();
        const { engine: anew, close: end } = await stage.openEngine();
        await anew.cycle({ signal });
        stage.sandbox.clearRequests();
        const rest = await anew.cycle({ signal, fresh: true });
        await end();
        expect(stage.sandbox.requests.every(({ method }) => method === "GET")).toBe(true);
        for (const one of foreign) expect(all()).toContainEqual(one);
        for (const { name, outcome, error } of rest.records) {
          const blocked = foreign.some((one) => one.type === "A" && one.name === name && one.content === NEW);
          if (outcome === "failed") expect([error?.code, blocked]).toEqual(["RECORD_CONFLICT", true]);
          else
            expect(
              all()
                .filter((one) => one.name === name && one.comment === "ddns" && one.type === "A")
                .map(({ content }) => content),
            ).toEqual([NEW]);
        }
        expect(stage.items()).toEqual(["192.0.2.9 by hand", `${NEW} ddns`]);
      },
    ),
    { numRuns: 40 },
  );
});
