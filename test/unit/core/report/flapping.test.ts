/** What counts as an address that flaps (T9). */

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type AddressChanges,
  NO_CHANGES,
  noteCycle,
  notePush,
} from "../../../../src/core/report/flapping.ts";
import type { CycleReport } from "../../../../src/core/report/report.ts";
import type { Address, Detection } from "../../../../src/core/types.ts";

const MINUTE = 60_000;

/** A report in which IPv4 has these addresses, or none where there are none. */
function report(...addresses: readonly string[]): CycleReport {
  const [first, ...rest] = addresses.map((address) => ({ address: address as Address }));
  const ipv4: Detection =
    first === undefined
      ? { status: "unavailable", reason: "nobody answers", source: "test" }
      : { status: "known", addresses: [first, ...rest], source: "test" };
  return {
    ok: true,
    dryRun: false,
    startedAt: "",
    durationMs: 1,
    requests: 0,
    detections: { ipv4, ipv6: { status: "unmanaged" } },
    sites: {},
    records: [],
    lists: [],
  };
}

/** One cycle each `everyMs`. */
function run(reports: readonly CycleReport[], everyMs: number): AddressChanges {
  return reports.reduce((changes, one, at) => noteCycle(changes, one, at * everyMs), NO_CHANGES);
}

const alternating = (count: number) =>
  Array.from({ length: count }, (_, at) => report(`203.0.113.${at % 2}`));

test.each([
  ["six changes", alternating(7), 1000, []],
  ["seven changes", alternating(8), 1000, ["IPv4"]],
  ["seven changes, two minutes apart", alternating(8), 2 * MINUTE, []],
  ["seven changes, a minute and a half apart", alternating(8), 1.5 * MINUTE, ["IPv4"]],
  [
    "an outage each time, the same address after it",
    Array.from({ length: 30 }, (_, at) => (at % 2 ? report() : report("203.0.113.1"))),
    1000,
    [],
  ],
  [
    "the same addresses in another order",
    Array.from({ length: 30 }, (_, at) =>
      at % 2 ? report("203.0.113.1", "203.0.113.2") : report("203.0.113.2", "203.0.113.1"),
    ),
    1000,
    [],
  ],
] as const)("%s / noted / as it should", (_, reports, everyMs, flapping) => {
  expect(run(reports, everyMs).flapping).toEqual(flapping);
});

test("an address that flaps is seen once a minute, by chance the same / its source goes on / not calm before the source is", () => {
  let changes = run(alternating(8), 1000);
  for (let at = 1; at <= 30; at++) {
    for (let push = 0; push < 60; push++) changes = notePush(changes, at * MINUTE + push * 1000);
    changes = noteCycle(changes, report("203.0.113.1"), (at + 1) * MINUTE);
    expect(changes.flapping).toEqual(["IPv4"]);
  }
  expect(noteCycle(changes, report("203.0.113.1"), 42 * MINUTE).flapping).toEqual([]);
});

test("the addresses of a site / they flap / named with the site, the home is calm", () => {
  const cabin = (one: CycleReport): CycleReport => ({
    ...one,
    detections: report("203.0.113.9").detections,
    sites: { cabin: one.detections },
  });
  expect(run(alternating(8).map(cabin), 1000).flapping).toEqual(["IPv4 of cabin"]);
});

test("a source that pushes without a change / any number of times / does not flap", () => {
  const pushes = fc.array(fc.integer({ min: 0, max: MINUTE }), { maxLength: 200 });
  fc.assert(
    fc.property(pushes, (gaps) => {
      let now = 0;
      let changes = NO_CHANGES;
      for (const gap of gaps) {
        now += gap;
        changes = noteCycle(notePush(changes, now), report("203.0.113.1"), now);
        expect(changes.flapping).toEqual([]);
        expect(changes.pushedAt.length).toBeLessThanOrEqual(7);
      }
    }),
  );
});
