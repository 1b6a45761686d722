/** `@every` and `@once`: the beat, and what clocks that are set do to it. */

import { describe, expect, test } from "vitest";
import { HOUR, MINUTE, open, START } from "./kit.ts";

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
