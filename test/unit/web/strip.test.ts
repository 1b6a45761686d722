/** The addresses of the past: what the server sends of the journal, and where each lies on the strip. */

import { describe, expect, test } from "vitest";
import { axisWords, bandAt, bandsOf, bandWords, rhythmWords } from "../../../addon/web/client/words/bands.ts";
import { stripsHere } from "../../../addon/web/client/words/places.ts";
import { followPast, stripsOf } from "../../../addon/web/server/past.ts";
import type { AddressStrip } from "../../../addon/web/wire.ts";
import { fakeJournal, lineAt, NIGHTLY } from "./journal.ts";
import { calmView, clockAtStart, fakeService, START } from "./scene.ts";
import { started } from "./start.ts";

const NOW = Date.parse(START);

describe("what is sent of the journal", () => {
  test("lines of 120 days / cut / what was there in the last 90, home before sites, IPv4 before IPv6", () => {
    const lines = [
      ...NIGHTLY,
      lineAt(100, "192.0.2.1", { site: "cabin" }),
      lineAt(95, "192.0.2.2", { site: "cabin" }),
    ];
    const strips = stripsOf(lines, NOW);
    expect(strips.map(({ site, family, spans }) => [site, family, spans.length])).toEqual([
      ["", 4, 61],
      ["", 6, 3],
      ["cabin", 4, 1],
    ]);
    expect(strips[1]?.spans[0]?.address).toBe("2001:db8:7:2:3:4:5:6");
  });

  test("an address that flaps / cut / the newest 400", () => {
    const lines = Array.from({ length: 1000 }, (_, index) =>
      lineAt(50, `198.51.100.${index % 2}`, { minutes: index }),
    );
    const [strip] = stripsOf(lines, NOW);
    expect(strip?.spans).toHaveLength(400);
    expect(strip?.spans.at(-1)?.to).toBeNull();
  });

  test("service and journal / something new / told once each, silent after the stop", async () => {
    const service = fakeService();
    const journal = fakeJournal([]);
    const past = followPast(service, journal, clockAtStart());
    let told = 0;
    past.subscribe(() => {
      told += 1;
    });
    service.show({ busy: true });
    expect(told).toBe(0);
    service.show({ history: calmView.history.slice(1) });
    expect(told).toBe(1);
    journal.add(lineAt(1, "203.0.113.9"));
    await expect.poll(() => told).toBe(2);
    expect(past.now()).toMatchObject({
      changes: calmView.history.slice(1),
      strips: [{ site: "", family: 4, spans: [{ address: "203.0.113.9", to: null }] }],
    });
    past.stop();
    service.show({ history: [] });
    journal.add(lineAt(0, "203.0.113.10"));
    await Promise.resolve();
    expect(told).toBe(2);
    expect(service.listeners).toBe(0);
  });

  test("api/view / asked / the past beside the state", async () => {
    const { ask } = await started(undefined, { journal: fakeJournal() });
    await expect
      .poll(async () => (await ask("/api/view")).json)
      .toMatchObject({
        past: { changes: { length: calmView.history.length }, strips: [{ family: 4 }, { family: 6 }] },
      });
  });
});

describe("bands", () => {
  const strip = (
    ...spans: readonly (readonly [address: string, daysAgo: number, endDaysAgo: number | null])[]
  ): AddressStrip => ({
    site: "",
    family: 4,
    spans: spans.map(([address, from, to]) => ({
      address,
      from: new Date(NOW - from * 86_400_000).toISOString(),
      to: to === null ? null : new Date(NOW - to * 86_400_000).toISOString(),
      source: "router",
    })),
  });

  test("spans / laid out / to the percent; what began before is cut, what is over is left out", () => {
    const bands = bandsOf(strip(["a", 200, 100], ["b", 100, 45], ["c", 45, 9], ["b", 9, null]), NOW);
    expect(
      bands.map(({ address, left, width, tone, stayed }) => [address, left, width, tone, stayed]),
    ).toEqual([
      ["b", 0, 50, "now", "55 days"],
      ["c", 50, 40, "one", "36 days"],
      ["b", 90, 10, "now", "9 days"],
    ]);
  });

  test("a moment / laid out / wide enough to be seen, within the strip", () => {
    const bands = bandsOf(strip(["a", 90, 0.0001], ["b", 0.0001, null]), NOW);
    expect(bands.map(({ left, width }) => [left, left + width <= 100 && width >= 0.3])).toEqual([
      [0, true],
      [99.7, true],
    ]);
  });

  test.each([
    [20, undefined],
    [48.5, "a"],
    [60, "a"],
    [80.1, "b"],
    [100, "b"],
  ])("at %i percent / pointed / %s", (percent, address) => {
    const bands = bandsOf(strip(["a", 45, 18], ["b", 18, null]), NOW);
    expect(bandAt(bands, percent)?.address).toBe(address);
  });

  test("a band / told / address, from, to, how long, by whom", () => {
    const [first, second] = bandsOf(strip(["a", 45, 18], ["b", 18, null]), NOW);
    expect(first && bandWords(first)).toMatch(/^a, from .+ to .+, 27 days, seen by router$/);
    expect(second && bandWords(second)).toMatch(/^b, from .+ until now, 18 days, seen by router$/);
  });

  test.each([
    ["Asia/Tokyo", "about 12:10 (Asia/Tokyo)."],
    ["America/Sao_Paulo", "about 00:10 (America/Sao_Paulo)."],
    ["Nowhere/Town", "about 03:10"],
  ])("every night, home in %s / told / at the time there", (zone, words) => {
    const spans = strip(
      ...Array.from({ length: 9 }, (_, index) => [String(index), 9 - index, 8 - index] as const),
    ).spans;
    const shifted = spans.map((one) => ({ ...one, from: one.from.replace("22:15", "03:10") }));
    expect(rhythmWords({ spans: shifted }, NOW, zone)).toContain(`Usually every 24 h, ${words}`);
  });

  test("the axis / told / from 90 days ago until now", () => {
    expect(axisWords(NOW)).toHaveLength(4);
    expect(axisWords(NOW).at(-1)).toBe("now");
  });

  test("a family or a site that is looked for no more / shown / not", () => {
    const places = [{ site: "", ipv4: true, ipv6: false }];
    const all = [
      strip(["a", 1, null]),
      { ...strip(["b", 1, null]), family: 6 as const },
      { ...strip(["c", 1, null]), site: "gone" },
    ];
    expect(stripsHere(all, { places })).toEqual([all[0]]);
  });
});
