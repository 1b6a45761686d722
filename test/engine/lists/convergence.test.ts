/** Random lists of every kind, detections and faults: covered, at rest, and what is others' is kept. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIST_KINDS } from "../../../src/core/list/kinds.ts";
import { SELECT_ALL } from "../../../src/core/plan/ownership.ts";
import { type ListCall, type ListSpoil, MemoryLists } from "../../contract/memory-lists.ts";
import { detection, FOUR, RUNS, SIX } from "../arbitraries.ts";
import { ACCOUNT_ID, detector, listTarget, MARKED, openStage } from "../kit.ts";

const settings = fc.record({
  four: detection(FOUR.slice(0, 2)),
  six: detection(SIX.slice(0, 2)),
  marked: fc.boolean(),
  cacheExpirationMs: fc.constantFrom(0, 3_600_000),
});

type Settings = typeof settings extends fc.Arbitrary<infer T> ? T : never;

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
          for (const seen of lists.seen) expect(seen.some((prefix) => prefix.startsWith(ip))).toBe(true);
        }
        const isOvertaken = spoils.some(([, spoil]) => spoil === "overtaken");
        for (const family of [4, 6] as const) {
          if (holds[family] === undefined) continue;
          const isOfFamily = (prefix: string) => prefix.includes(":") === (family === 6);
          const wasThere = planted.filter(({ ip }) => isOfFamily(ip)).length;
          const state = (family === 4 ? own.four : own.six).status;
          const now = held.filter(({ prefix }) => isOfFamily(prefix)).length;
          if (state === "unavailable" || state === "unmanaged") expect(now).toBe(wasThere);
          if (state !== "known") continue;
          expect(now).toBeGreaterThan(0);
          // Bare between two writes, who stands in the list is locked out; what an earlier run removes is not ours to order.
          if (wasThere === 0 || isOvertaken) continue;
          for (const seen of lists.seen) expect(seen.some(isOfFamily)).toBe(true);
        }
      }),
      { numRuns: Math.ceil(RUNS / 3) },
    );
  });
});
