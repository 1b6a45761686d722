/** When cycles run, over a clock in our hands. */

import { afterEach, describe, expect, test } from "vitest";
import type { Schedule } from "../src/core/schedule.ts";
import { createScheduler, nextTime, type Scheduler, type Trigger } from "../src/scheduler.ts";
import { createVirtualClock, settle } from "./clock.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 1);

const opened: Scheduler[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((scheduler) => scheduler.stop()));
});

interface Setting {
  readonly schedule?: Schedule;
  readonly timeZone?: string;
  readonly updateOnStart?: boolean;
  readonly at?: number;
  /** Milliseconds that a cycle takes. */
  readonly cycleMs?: number;
}

function open(setting: Setting = {}) {
  const clock = createVirtualClock(setting.at ?? START);
  const ran: { readonly trigger: Trigger; readonly at: number }[] = [];
  const world = { paused: false, underWay: 0, mostAtOnce: 0, ended: false };
  const scheduler = createScheduler({
    schedule: setting.schedule ?? every(5 * MINUTE),
    timeZone: setting.timeZone ?? "UTC",
    updateOnStart: setting.updateOnStart ?? true,
    clock,
    paused: () => world.paused,
    run: async (trigger, signal) => {
      ran.push({ trigger, at: clock.now() });
      world.underWay += 1;
      world.mostAtOnce = Math.max(world.mostAtOnce, world.underWay);
      if (setting.cycleMs !== undefined) await clock.sleep(setting.cycleMs, signal).catch(() => {});
      world.underWay -= 1;
    },
  });
  opened.push(scheduler);
  void scheduler.start().then(() => {
    world.ended = true;
  });
  const triggers = (): readonly Trigger[] => ran.map(({ trigger }) => trigger);
  const times = (): readonly string[] => ran.map(({ at }) => new Date(at).toISOString());
  return { clock, scheduler, world, ran, triggers, times };
}

function every(intervalMs: number): Schedule {
  return { kind: "every", intervalMs, text: `@every ${intervalMs}ms` };
}

function cron(text: string): Schedule {
  return { kind: "cron", text };
}

describe("@every", () => {
  test("five minutes / an hour passes / one cycle at the start and one every five minutes", async () => {
    const { clock, ran } = open();
    await clock.advance(HOUR);
    expect(ran.map(({ at }) => (at - START) / MINUTE)).toEqual([
      0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60,
    ]);
  });

  test("not at the start / five minutes pass / the first cycle comes with the schedule", async () => {
    const { clock, triggers, scheduler } = open({ updateOnStart: false });
    await clock.advance(5 * MINUTE - 1);
    expect(triggers()).toEqual([]);
    expect(scheduler.nextAt).toBe(START + 5 * MINUTE);
    await clock.advance(1);
    expect(triggers()).toEqual(["schedule"]);
  });

  test("cycles take seven minutes / half an hour passes / one at a time, missed ones merge, the beat is kept", async () => {
    const { clock, ran, world } = open({ cycleMs: 7 * MINUTE });
    await clock.advance(29 * MINUTE);
    expect(world.mostAtOnce).toBe(1);
    expect(ran.map(({ at }) => (at - START) / MINUTE)).toEqual([0, 7, 14, 21, 28]);
  });

  test("the clock is set forward by six hours / half a minute passes / one cycle, then the usual beat", async () => {
    const { clock, ran } = open();
    await clock.advance(MINUTE);
    clock.setNow(clock.now() + 6 * HOUR);
    await clock.advance(30_000);
    expect(ran.map(({ trigger }) => trigger)).toEqual(["start", "schedule"]);
    await clock.advance(10 * MINUTE);
    expect(ran).toHaveLength(4);
  });

  test("the clock is set back by six hours / an hour passes / the beat does not change (was: a cycle every 30 s)", async () => {
    const { clock, ran, scheduler } = open();
    await clock.advance(MINUTE);
    clock.setNow(clock.now() - 6 * HOUR);
    await clock.advance(59 * MINUTE);
    expect(ran).toHaveLength(13);
    expect((scheduler.nextAt ?? 0) - clock.now()).toBeLessThanOrEqual(5 * MINUTE);
  });
});

describe("cron", () => {
  test("04:30 in Berlin / two days pass / 03:30 UTC in winter", async () => {
    const { clock, times } = open({
      schedule: cron("30 4 * * *"),
      timeZone: "Europe/Berlin",
      updateOnStart: false,
    });
    await clock.advance(48 * HOUR);
    expect(times()).toEqual(["2026-01-01T03:30:00.000Z", "2026-01-02T03:30:00.000Z"]);
  });

  test("noon in Berlin / summer time begins / the cycle comes an hour earlier by UTC", async () => {
    const { clock, times } = open({
      schedule: cron("0 12 * * *"),
      timeZone: "Europe/Berlin",
      updateOnStart: false,
      at: Date.UTC(2026, 2, 28),
    });
    await clock.advance(48 * HOUR);
    expect(times()).toEqual(["2026-03-28T11:00:00.000Z", "2026-03-29T10:00:00.000Z"]);
  });

  test("every hour / the hour that summer time repeats / no hour without a cycle", () => {
    let at = Date.UTC(2026, 9, 24, 22);
    const found: number[] = [];
    while (found.length < 6) {
      at = nextTime(cron("0 * * * *"), "Europe/Berlin", at) ?? Number.NaN;
      found.push(at);
    }
    expect(found.map((time) => new Date(time).getUTCHours())).toEqual([23, 0, 1, 2, 3, 4]);
  });

  test("04:00 / the clock is set back an hour at 03:00 / no cycle at once, and today's is kept (was: both wrong)", async () => {
    const { clock, times } = open({ schedule: cron("0 4 * * *"), updateOnStart: false });
    await clock.advance(3 * HOUR);
    clock.setNow(START + 2 * HOUR);
    await clock.advance(2 * HOUR + MINUTE);
    expect(times()).toEqual(["2026-01-01T04:00:00.000Z"]);
  });

  test("the clock was ten years ahead / it is set right / the schedule follows within half a minute", async () => {
    const { clock, times, scheduler } = open({
      schedule: cron("0 * * * *"),
      updateOnStart: false,
      at: Date.UTC(2036, 0, 1),
    });
    await clock.advance(MINUTE);
    clock.setNow(START);
    await clock.advance(30_000);
    expect(scheduler.nextAt).toBe(START + HOUR);
    await clock.advance(HOUR);
    expect(times()).toEqual(["2026-01-01T01:00:00.000Z"]);
  });

  test("daily / the clock is set forward over three days / one cycle is owed", async () => {
    const { clock, ran } = open({ schedule: cron("0 4 * * *"), updateOnStart: false });
    await clock.advance(MINUTE);
    clock.setNow(START + 76 * HOUR);
    await clock.advance(MINUTE);
    expect(ran).toHaveLength(1);
  });
});

describe("@once", () => {
  test("at the start / the cycle ends / the schedule is done", async () => {
    const { clock, world, triggers, scheduler } = open({ schedule: { kind: "once" }, cycleMs: 1000 });
    await clock.advance(999);
    expect(world.ended).toBe(false);
    await clock.advance(1);
    expect(world.ended).toBe(true);
    expect(triggers()).toEqual(["start"]);
    expect(scheduler.nextAt).toBeUndefined();
    expect(clock.sleeping).toBe(0);
  });

  test("a source changes during the cycle / the cycle ends / nothing hangs", async () => {
    const { clock, world, scheduler } = open({ schedule: { kind: "once" }, cycleMs: 5000 });
    scheduler.changed();
    await clock.advance(11_000);
    expect(world.ended).toBe(true);
  });
});

describe("events", () => {
  test("two sources change within a second / a second passes / one cycle", async () => {
    const { clock, scheduler, triggers } = open({ updateOnStart: false });
    await settle();
    scheduler.changed();
    await clock.advance(400);
    scheduler.changed();
    await clock.advance(599);
    expect(triggers()).toEqual([]);
    await clock.advance(1);
    expect(triggers()).toEqual(["event"]);
  });

  test("a source that changes ten times a second / five seconds pass / it does not starve the cycle", async () => {
    const { clock, scheduler, triggers } = open({ updateOnStart: false });
    for (let step = 0; step < 50; step++) {
      scheduler.changed();
      await clock.advance(100);
    }
    expect(triggers().length).toBeGreaterThanOrEqual(4);
  });

  test("three triggers during a cycle / it ends / one follow-up, and it is fresh where one of them was", async () => {
    const { clock, scheduler, triggers, world } = open({ cycleMs: 10_000 });
    await clock.advance(1000);
    scheduler.updateNow();
    scheduler.changed();
    await clock.advance(2000);
    scheduler.changed();
    await clock.advance(30_000);
    expect(triggers()).toEqual(["start", "now"]);
    expect(world.mostAtOnce).toBe(1);
  });
});

describe("stop and pause", () => {
  test("a cycle under way / stop / its signal aborts, none follows, no timer is left", async () => {
    const { clock, scheduler, triggers, world } = open({ cycleMs: HOUR });
    await clock.advance(5 * MINUTE);
    scheduler.changed();
    scheduler.updateNow();
    await scheduler.stop();
    await settle();
    expect(world).toMatchObject({ underWay: 0, ended: true });
    expect(clock.sleeping).toBe(0);
    scheduler.updateNow();
    scheduler.changed();
    await clock.advance(HOUR);
    expect(triggers()).toEqual(["start"]);
  });

  test("paused / schedule and events / nothing runs; update now runs", async () => {
    const { clock, scheduler, triggers, world } = open({ updateOnStart: false });
    world.paused = true;
    scheduler.changed();
    await clock.advance(11 * MINUTE);
    expect(triggers()).toEqual([]);
    scheduler.updateNow();
    await settle();
    expect(triggers()).toEqual(["now"]);
  });

  test("a trigger waits for a cycle / a pause begins meanwhile / the trigger is dropped (was: it ran)", async () => {
    const { clock, scheduler, triggers, world } = open({ cycleMs: 10_000 });
    scheduler.changed();
    await clock.advance(2000);
    world.paused = true;
    await clock.advance(20_000);
    expect(triggers()).toEqual(["start"]);
  });

  test("update now waits for a cycle / a pause begins meanwhile / it runs all the same", async () => {
    const { clock, scheduler, triggers, world } = open({ cycleMs: 10_000 });
    await clock.advance(2000);
    scheduler.updateNow();
    world.paused = true;
    await clock.advance(20_000);
    expect(triggers()).toEqual(["start", "now"]);
  });
});
