/** The addresses of the past: what the server sends of the journal, and where each lies on the strip. */

import { describe, expect, test } from "vitest";
import { axisWords, bandAt, bandsOf, bandWords, rhythmWords } from "../../../addon/web/client/words/bands.ts";
import { withNews } from "../../../addon/web/client/words/past-news.ts";
import { stripsHere } from "../../../addon/web/client/words/places.ts";
import { followPast, stripsOf } from "../../../addon/web/server/past.ts";
import type { AddressStrip, DashboardPast } from "../../../addon/web/wire.ts";
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

  test("service and journal / something new / what is new is told, all of it where a strip begins; silent after the stop", async () => {
    const service = fakeService();
    const journal = fakeJournal([]);
    const past = followPast(service, journal, clockAtStart());
    const told: (DashboardPast | undefined)[] = [];
    past.subscribe((news) => told.push(news));
    await Promise.resolve();
    service.show({ busy: true });
    expect(told).toEqual([]);
    const [first, ...rest] = calmView.history;
    service.show({ history: rest });
    expect(told).toEqual([{ changes: [], strips: [] }]);
    const added = { ...first, at: START } as (typeof rest)[number];
    service.show({ history: [...rest, added] });
    expect(told[1]).toEqual({ changes: [added], strips: [] });
    service.show({ history: [added, { ...added }] });
    service.show({ history: rest });
    expect(told.slice(2)).toEqual([{ changes: [expect.anything()], strips: [] }, undefined]);
    journal.add(lineAt(1, "203.0.113.9"));
    expect(told[4]).toBeUndefined();
    journal.add(lineAt(0, "203.0.113.10"));
    const spans = [
      { address: "203.0.113.9", from: lineAt(1, "").at, to: lineAt(0, "").at, source: "cloudflare.trace" },
      { address: "203.0.113.10", from: lineAt(0, "").at, to: null, source: "cloudflare.trace" },
    ];
    expect(told.slice(5)).toEqual([{ changes: [], strips: [{ site: "", family: 4, spans }] }]);
    expect(past.now()).toEqual({ changes: rest, strips: [{ site: "", family: 4, spans }] });
    past.stop();
    service.show({ history: [] });
    journal.add(lineAt(0, "203.0.113.11"));
    expect(told).toHaveLength(6);
    expect(service.listeners).toBe(0);
  });

  test("lines one by one / added to the journal / the same strips as all of them at once", async () => {
    const lines = [
      ...NIGHTLY,
      lineAt(9, "192.0.2.1", { site: "cabin" }),
      lineAt(8, "192.0.2.1", { site: "cabin" }),
    ];
    const journal = fakeJournal([]);
    const past = followPast(fakeService(), journal, clockAtStart());
    for (const line of lines) journal.add(line);
    const within = lines.filter(({ at }) => NOW - Date.parse(at) < 90 * 86_400_000);
    const since = (strips: readonly AddressStrip[]) =>
      strips.map(({ spans, ...strip }) => ({
        ...strip,
        spans: spans.filter(({ to }) => to === null || NOW - Date.parse(to) < 90 * 86_400_000),
      }));
    expect(within.length).toBeLessThan(lines.length);
    expect(since(past.now().strips)).toEqual(stripsOf(lines, NOW));
  });

  test("a page that heard all, then news / joined / as if it had loaded again", () => {
    const journal = fakeJournal([lineAt(3, "203.0.113.1"), lineAt(3, "2001:db8::1", { family: 6 })]);
    const service = fakeService();
    const past = followPast(service, journal, clockAtStart());
    for (const line of [lineAt(3, "203.0.113.1"), lineAt(3, "2001:db8::1", { family: 6 })]) journal.add(line);
    let shown = past.now();
    past.subscribe((news) => {
      shown = news === undefined ? past.now() : withNews(shown, news);
    });
    journal.add(lineAt(2, "203.0.113.2"), lineAt(1, "203.0.113.3"));
    journal.add(lineAt(1, "2001:db8::2", { family: 6 }), lineAt(1, "192.0.2.1", { site: "cabin" }));
    const { history } = calmView;
    service.show({ history: [...history, { ...history[0], at: START } as (typeof history)[number]] });
    expect(shown).toEqual(past.now());
    expect(shown.strips).toHaveLength(3);
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
