/** The service over failures and what may pass: what the log says and how often, who is told, when it is tried again. */

import { afterEach, expect, test } from "vitest";
import { createService } from "../../../addon/service/service.ts";
import { memoryState } from "../../../src/adapters/state.ts";
import type { Schedule } from "../../../src/core/schedule.ts";
import type { Detection } from "../../../src/core/types.ts";
import type { StateStore, Telling } from "../../../src/ports.ts";
import { MemoryDns } from "../../contract/memory-dns.ts";
import { known, openStage, recordTarget, silent } from "../../engine/kit.ts";
import { handledEngine } from "../../fakes/engine.ts";
import { makeConfig } from "../../fakes/settings.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const DAILY: Schedule = { kind: "cron", text: "0 4 * * *" };
const FIVE_MINUTES: Schedule = { kind: "every", intervalMs: 5 * MINUTE, text: "@every 5m" };

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

interface Setting {
  readonly schedule?: Schedule;
  readonly state?: StateStore;
  /** What IPv4 says at first. */
  readonly first?: Detection;
  /** What reports say of IPv6, which nothing here uses. */
  readonly ipv6?: Detection;
}

async function setUp({ schedule = FIVE_MINUTES, state = memoryState(), first, ipv6 }: Setting = {}) {
  const dns = new MemoryDns();
  dns.plant("example.org", [{ name: "home.example.org", type: "A", content: "198.51.100.1" }]);
  const records = [recordTarget("home.example.org")];
  const { engine, clock, answers } = await openStage({ records, dns, state });
  if (first !== undefined) answers[4] = first;
  const lines: string[] = [];
  const note = (level: string) => (text: string) => lines.push(`${level} ${text}`);
  const log = {
    error: note("error"),
    warn: note("warn"),
    change: note("change"),
    info: note("info"),
    debug: () => {},
    tail: [],
    follow: () => () => {},
  };
  const told: string[] = [];
  const tellings: Telling[] = [];
  const cycleEnded = (_: unknown, telling: Telling) => {
    tellings.push(telling);
    if (telling.alert !== undefined) told.push(telling.alert.kind);
  };
  const config = makeConfig({ records, lists: [], schedule });
  const handled = handledEngine(engine, {
    cycle: async (request) => {
      const report = await engine.cycle(request);
      return ipv6 === undefined ? report : { ...report, detections: { ...report.detections, ipv6 } };
    },
  });
  const service = createService({
    config,
    engine: handled.engine,
    clock,
    log,
    listeners: [{ cycleEnded }],
  });
  const running = service.run();
  stops.push(async () => {
    const stopped = service.stop(1000);
    await clock.advance(2000);
    await Promise.all([stopped, running]);
    expect(clock.sleeping).toBe(0);
  });
  await clock.advance(0);
  /** The lines since the last look. */
  const newLines = () => lines.splice(0);
  return { service, clock, answers, newLines, told, tellings, engine, dns, push: handled.push };
}

test("an outage over a day / the log / told once with the next try, three tries, then a line a day", async () => {
  const { clock, newLines } = await setUp({ first: silent });
  const [failure, next, ...more] = newLines();
  expect(more).toEqual([]);
  expect(failure).toMatch(/^warn No IPv4 address could be detected \(test: nobody answers\)/);
  expect(next).toMatch(/^info Trying again at \d\d:\d\d:\d\d\.$/);
  await clock.advance(10 * MINUTE);
  expect(newLines().every((line) => line.startsWith("info Trying again at "))).toBe(true);
  await clock.advance(23 * HOUR);
  expect(newLines()).toEqual([]);
  await clock.advance(2 * HOUR);
  expect(newLines()).toEqual(["warn Still the same, for 1 d now: no IPv4 address."]);
  await clock.advance(20 * HOUR);
  expect(newLines()).toEqual([]);
});

test("an outage while a source pushes each second / the log / each next try is said once", async () => {
  const { clock, newLines, push } = await setUp({ schedule: DAILY, first: silent });
  for (let at = 0; at < 60; at++) {
    push();
    await clock.advance(1000);
  }
  const tries = newLines().filter((line) => line.includes("Trying again at"));
  expect(tries).toHaveLength(2);
  expect(new Set(tries).size).toBe(2);
});

test("an outage whose reason changes, and whose reasons take turns / the log / each reason once, numbers aside", async () => {
  const { clock, newLines, answers } = await setUp({ first: silent });
  newLines();
  const reasons = ["timed out after 5.1 s", "timed out after 4.9 s", "nobody answers", "no such host"];
  for (let at = 0; at < 40; at++) {
    answers[4] = { ...silent, reason: reasons[at % reasons.length] ?? "" } as Detection;
    await clock.advance(5 * MINUTE);
  }
  const warnings = newLines().filter((line) => line.startsWith("warn"));
  expect(warnings.map((line) => /\(test: (.*)\)/.exec(line)?.[1])).toEqual([
    "timed out after 5.1 s",
    "no such host",
  ]);
});

test("a check every two seconds, an outage / the log / silent between the tries", async () => {
  const schedule: Schedule = { kind: "every", intervalMs: 2000, text: "@every 2s" };
  const { clock, newLines } = await setUp({ schedule, first: silent });
  expect(newLines()).toHaveLength(2);
  await clock.advance(10 * MINUTE);
  expect(newLines()).toHaveLength(2);
});

test("an outage that is over / the log / says how long it lasted, and what was written", async () => {
  const { clock, answers, newLines } = await setUp({ first: silent });
  await clock.advance(MINUTE);
  newLines();
  answers[4] = known("203.0.113.7");
  await clock.advance(MINUTE);
  const lines = newLines();
  expect(lines[0]).toMatch(/^info Everything is right again, after 1 min\.$/);
  expect(lines[1]).toMatch(/^change A home\.example\.org updated/);
});

test("once a day, no network for a minute at boot / told nobody, right within two minutes", async () => {
  const { clock, answers, told, dns } = await setUp({ schedule: DAILY, first: silent });
  await clock.advance(MINUTE);
  answers[4] = known("203.0.113.7");
  await clock.advance(MINUTE);
  expect(told).toEqual(["changed"]);
  expect(dns.held("example.org").map(({ content }) => content)).toEqual(["203.0.113.7"]);
});

test("once a day, an outage / told once the tries are spent, the next try is tomorrow's", async () => {
  const { clock, told, tellings, service } = await setUp({ schedule: DAILY, first: silent });
  await clock.advance(5 * MINUTE);
  expect(told).toEqual([]);
  expect(Date.parse(service.view.nextCheck ?? "") - clock.now()).toBeLessThan(6 * MINUTE);
  await clock.advance(5 * MINUTE);
  expect(told).toEqual(["failed"]);
  expect(tellings.at(-1)).toMatchObject({ stands: true, nextTry: "04:00:00" });
  expect(service.view.nextCheck).toBe("2026-01-01T04:00:00.000Z");
  await clock.advance(50 * HOUR);
  expect(told).toEqual(["failed"]);
});

test("one failed check between good ones / told nobody; two in a row / told, then the end", async () => {
  const { clock, answers, told } = await setUp();
  expect(told).toEqual(["changed"]);
  answers[4] = silent;
  await clock.advance(5 * MINUTE);
  answers[4] = known("203.0.113.7");
  await clock.advance(10 * MINUTE);
  expect(told).toEqual(["changed"]);
  answers[4] = silent;
  await clock.advance(10 * MINUTE);
  expect(told).toEqual(["changed", "failed"]);
  answers[4] = known("203.0.113.7");
  await clock.advance(10 * MINUTE);
  expect(told).toEqual(["changed", "failed", "recovered"]);
});

test("told, then restarted / still failing, then well / silence, and the end with all of its time", async () => {
  const state = memoryState();
  const before = await setUp({ state, first: silent });
  await before.clock.advance(10 * MINUTE);
  expect(before.told).toEqual(["failed"]);
  const kept = await state.load();
  expect(kept.told?.things).toEqual(["IPv4 DETECTION_FAILED"]);

  const after = await setUp({ state, first: silent });
  await after.clock.advance(30 * MINUTE);
  expect(after.told).toEqual([]);
  after.answers[4] = known("203.0.113.7");
  await after.clock.advance(5 * MINUTE);
  expect(after.told).toEqual(["recovered"]);
  expect(after.tellings.at(-1)?.alert?.failingForMs).toBeGreaterThan(30 * MINUTE);
  expect(Object.keys(await state.load())).not.toContain("told");
});

test("an address that changes each second / ten minutes / told once, written at most once a minute, then its calm", async () => {
  const { clock, answers, told, newLines, engine, push } = await setUp({ schedule: DAILY });
  newLines();
  const writes = () => engine.state.history.length;
  for (let at = 0; at < 20; at++) {
    answers[4] = known(`203.0.113.${at % 2}`);
    push();
    await clock.advance(1000);
  }
  const atFirst = writes();
  expect(atFirst).toBeLessThanOrEqual(8);
  for (let at = 0; at < 600; at++) {
    answers[4] = known(`203.0.113.${at % 2}`);
    push();
    await clock.advance(1000);
  }
  expect(writes() - atFirst).toBeLessThanOrEqual(10);
  expect(told.filter((kind) => kind === "flapping")).toHaveLength(1);
  expect(told.indexOf("flapping")).toBe(told.length - 1);
  expect(newLines().filter((line) => line.includes("at most once a minute"))).toHaveLength(1);

  await clock.advance(11 * MINUTE);
  expect(told.at(-1)).toBe("flapping");
  push();
  await clock.advance(MINUTE);
  expect(told.at(-1)).toBe("calm");
  answers[4] = known("203.0.113.9");
  push();
  await clock.advance(1000);
  expect(told.at(-1)).toBe("changed");
});

test("an address that changes every two minutes / an hour / each change is written and told", async () => {
  const { clock, answers, told, push } = await setUp({ schedule: DAILY });
  for (let at = 0; at < 30; at++) {
    answers[4] = known(`203.0.113.${at + 10}`);
    push();
    await clock.advance(2 * MINUTE);
  }
  expect(told).toHaveLength(31);
  expect(new Set(told)).toEqual(new Set(["changed"]));
});

test("a family that is not there / many cycles / a line once, with the step, and no alarm", async () => {
  const absent: Detection = { ...silent, reason: "there is no way out", absent: true } as Detection;
  const { clock, newLines, told, tellings } = await setUp({ ipv6: absent });
  const lines = newLines().filter((line) => line.includes("IP6_PROVIDER=none"));
  expect(lines).toEqual([expect.stringMatching(/^warn There seems to be no IPv6 here/)]);
  await clock.advance(50 * HOUR);
  expect(newLines()).toEqual([]);
  expect(told).toEqual(["changed"]);
  expect(tellings.every(({ stands }) => !stands)).toBe(true);
});
