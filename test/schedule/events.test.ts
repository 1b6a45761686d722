/** What comes besides the schedule: events, the hand, pauses, the end. */

import { describe, expect, test } from "vitest";
import { settle } from "../clock.ts";
import { HOUR, MINUTE, open } from "./kit.ts";

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
