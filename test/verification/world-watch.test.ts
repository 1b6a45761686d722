/** When the service asks the witnesses, how long it waits before a "no" stands, and what it tells. */

import { afterEach, expect, test } from "vitest";
import { deviceConfig } from "../../addon/mqtt/device/discovery.ts";
import { stateMessages } from "../../addon/mqtt/device/states.ts";
import { createSeenNews } from "../../addon/verification/seen-news.ts";
import { watchWorld } from "../../addon/verification/world-watch.ts";
import type { Fqdn } from "../../src/core/types.ts";
import { unpublished } from "../../src/core/witness/unpublished.ts";
import type { Published, Verification } from "../../src/core/witness/verification.ts";
import type { CycleReport, Telling } from "../../src/index.ts";
import { createVirtualClock } from "../clock.ts";
import { makeReport, recordReport } from "../fakes/reports.ts";
import { makeView } from "../fakes/service.ts";
import { makeConfig } from "../fakes/settings.ts";

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const QUIET: Telling = { alert: undefined, stands: false, nextTry: undefined };

function found(published: Published, delegation: "cloudflare" | "elsewhere" = "cloudflare"): Verification {
  const reason = published === "yes" ? null : "a.ns.test answers 192.0.2.1.";
  return {
    ok: published === "yes" && delegation === "cloudflare",
    zones: [{ zone: "example.org" as Fqdn, delegation, nameServers: [] }],
    records: [{ name: "home.example.org" as Fqdn, type: "A", published, witnesses: [], reason }],
    settledAfter: 300,
  };
}

const wrote = makeReport(undefined, {
  records: [{ ...recordReport("home.example.org", "A", "203.0.113.7"), outcome: "updated" }],
});
const quiet = makeReport(undefined, {
  records: [{ ...recordReport("home.example.org", "A", "203.0.113.7"), outcome: "unchanged" }],
});

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

function setUp() {
  const clock = createVirtualClock();
  const scene = { answer: "yes" as Published, asked: 0, told: [] as Published[] };
  const watch = watchWorld({
    clock,
    verify: async () => {
      scene.asked += 1;
      return found(scene.answer);
    },
    tell: ({ records: [record] }) => void scene.told.push(record?.published ?? "unknown"),
  });
  stops.push(async () => {
    await watch.stop();
    expect(clock.sleeping).toBe(0);
  });
  const cycle = async (report: CycleReport) => {
    watch.listener.cycleEnded(report, QUIET);
    // Cloudflare's name servers get a moment for what was written.
    await clock.advance(report === wrote ? 3 * SECOND : 0);
  };
  return { clock, scene, cycle, wroteByHand: watch.wroteByHand };
}

test("the first cycle, quiet ones, one that wrote / the watch / asks at the first, after a write and once an hour", async () => {
  const { clock, scene, cycle } = setUp();
  await cycle(quiet);
  expect(scene.asked).toBe(1);
  await cycle(quiet);
  await cycle({ ...wrote, dryRun: true });
  expect(scene.asked).toBe(1);
  await cycle(wrote);
  expect(scene.asked).toBe(2);
  await clock.advance(HOUR + SECOND);
  expect(scene.asked).toBe(3);
  await clock.advance(HOUR + SECOND);
  expect(scene).toMatchObject({ asked: 4, told: ["yes", "yes", "yes", "yes"] });
});

test("a cycle begins during a round / the watch / no question begins before it is over", async () => {
  const clock = createVirtualClock();
  const asked: string[] = [];
  const watch = watchWorld({
    clock,
    verify: async (_, __, idle) => {
      for (const name of ["one", "two"]) {
        await idle();
        asked.push(name);
        if (name === "one") watch.listener.cycleStarted?.();
      }
      return found("yes");
    },
    tell: () => {},
  });
  stops.push(() => watch.stop());
  watch.listener.cycleStarted?.();
  watch.listener.cycleEnded(wrote, QUIET);
  await clock.advance(5 * SECOND);
  expect(asked).toEqual(["one"]);
  watch.listener.cycleEnded(quiet, QUIET);
  await clock.advance(0);
  expect(asked).toEqual(["one", "two"]);
});

test("an old answer that goes within its TTL / the watch / no word of it", async () => {
  const { clock, scene, cycle } = setUp();
  scene.answer = "no";
  await cycle(wrote);
  await clock.advance(200 * SECOND);
  expect(scene.told).toEqual([]);
  scene.answer = "yes";
  await clock.advance(31 * SECOND);
  expect(scene.told).toEqual(["yes"]);
});

test("an old answer that stays / the watch / no after the TTL, and not before", async () => {
  const { clock, scene, cycle } = setUp();
  scene.answer = "no";
  await cycle(wrote);
  await clock.advance(299 * SECOND);
  expect(scene.told).toEqual([]);
  await clock.advance(2 * SECOND);
  expect(scene.told).toEqual(["no"]);
});

test("another write while one is looked after / the watch / the TTL counts from the last one", async () => {
  const { clock, scene, cycle } = setUp();
  scene.answer = "no";
  await cycle(wrote);
  await clock.advance(200 * SECOND);
  await cycle(wrote);
  await clock.advance(200 * SECOND);
  expect(scene.told).toEqual([]);
  await clock.advance(101 * SECOND);
  expect(scene.told).toEqual(["no"]);
});

test("nobody answers / the watch / told at once, since waiting cures nothing", async () => {
  const { scene, cycle } = setUp();
  scene.answer = "unknown";
  await cycle(wrote);
  expect(scene).toMatchObject({ asked: 1, told: ["unknown"] });
});

test("no, silence, no, right / the news / once, nothing, nothing, its end with how long it lasted", () => {
  const clock = createVirtualClock();
  const newsIn = createSeenNews(clock, undefined);
  const first = newsIn(found("no"));
  expect(first).toMatchObject({
    isProblem: true,
    description: {
      title: "the world does not see what was published",
      lines: ["a.ns.test answers 192.0.2.1.", expect.stringContaining("You will be told")],
    },
    told: { things: ["home.example.org A"] },
  });
  clock.setNow(clock.now() + 2 * HOUR);
  for (const published of ["unknown", "no"] as const) expect(newsIn(found(published))).toBeUndefined();
  expect(newsIn(found("no", "elsewhere"))).toMatchObject({ isProblem: true });
  expect(newsIn(found("yes"))).toEqual({
    isProblem: false,
    description: { title: "the world sees what was published again, after 2 h", lines: [] },
    told: undefined,
  });
  expect(newsIn(found("yes"))).toBeUndefined();
  expect(unpublished(found("yes", "elsewhere"))).toMatchObject({ code: "NOT_PUBLISHED" });
  // After a restart it stays told.
  expect(createSeenNews(clock, first?.told)(found("no"))).toBeUndefined();
});

test.each([
  [undefined, null],
  [found("yes"), false],
  [found("no"), true],
  [found("yes", "elsewhere"), true],
  [found("unknown"), null],
])("MQTT / what was seen, %# / the entity is on for a problem alone", (seen, published) => {
  const view = makeView(seen === undefined ? {} : { seen });
  const state = (verify: "off" | "authoritative") =>
    JSON.parse(stateMessages(view, makeConfig({ verify }))[0]?.payload ?? "{}");
  expect(state("authoritative")).toHaveProperty("published", published);
  expect(state("off")).not.toHaveProperty("published");
});

test("MQTT / the device message / a problem sensor, only with VERIFY", () => {
  const components = (verify: "off" | "public") =>
    JSON.parse(deviceConfig(makeConfig({ verify }), "1").payload).components;
  expect(components("public").published).toMatchObject({
    platform: "binary_sensor",
    device_class: "problem",
  });
  expect(components("off")).not.toHaveProperty("published");
});

test("something is written by hand / asked at once, not in an hour; before the first cycle nothing is", async () => {
  const { scene, cycle, clock, wroteByHand } = setUp();
  wroteByHand();
  await clock.advance(10 * SECOND);
  expect(scene.asked).toBe(0);
  await cycle(wrote);
  expect(scene.asked).toBe(1);
  wroteByHand();
  await clock.advance(10 * SECOND);
  expect(scene.asked).toBe(2);
  await clock.advance(HOUR);
  expect(scene.asked).toBe(3);
});
