/** A failure that may pass is tried again soon, and soon enough not any more (T11). */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Schedule } from "../../src/core/schedule.ts";
import type { Trigger } from "../../src/schedule/queue.ts";
import { createRetries } from "../../src/schedule/retries.ts";
import { createVirtualClock } from "../clock.ts";
import { cron, HOUR, MINUTE, open, START } from "./kit.ts";

const DAILY = cron("0 4 * * *");

/** A service whose cycles fail while `failing` says so; times in seconds since the start. */
function openFailing(schedule: Schedule, failing: (seconds: number, trigger: Trigger) => readonly string[]) {
  let retries: ReturnType<typeof createRetries> | undefined;
  const opened = open({
    schedule,
    following: (trigger, clock) => {
      retries ??= createRetries({ monotonic: clock.monotonic, random: () => 0.5 });
      const { inMs } = retries.settle(failing((clock.now() - START) / 1000, trigger));
      return { retryInMs: inMs };
    },
  });
  const ranAt = () => opened.ran.map(({ trigger, at }) => `${trigger} ${Math.round((at - START) / 1000)}`);
  return { ...opened, ranAt };
}

describe("with the scheduler", () => {
  test("once a day, the network is not up at boot / two minutes pass / tried after 15 s and a minute, then it is well", async () => {
    const { clock, ranAt } = openFailing(DAILY, (seconds) => (seconds < 60 ? ["IPv4"] : []));
    await clock.advance(2 * HOUR);
    expect(ranAt()).toEqual(["start 0", "retry 16", "retry 79"]);
  });

  test("once a day, an outage of hours / three tries, then the schedule", async () => {
    const { clock, ranAt } = openFailing(DAILY, () => ["IPv4"]);
    await clock.advance(5 * HOUR);
    expect(ranAt()).toEqual(["start 0", "retry 16", "retry 79", "retry 394", "schedule 14400"]);
  });

  test("each minute, an outage / checks in between neither put a try off nor add one", async () => {
    const schedule: Schedule = { kind: "every", intervalMs: MINUTE, text: "@every 1m" };
    const { clock, ranAt } = openFailing(schedule, () => ["IPv4"]);
    await clock.advance(10 * MINUTE);
    expect(ranAt().filter((one) => one.startsWith("retry"))).toEqual(["retry 16", "retry 79", "retry 394"]);
    expect(ranAt().filter((one) => one.startsWith("schedule"))).toHaveLength(10);
  });

  test("something new fails after the tries / it gets its own", async () => {
    const { clock, ranAt } = openFailing(DAILY, (seconds) =>
      seconds < 14_000 ? ["IPv6"] : ["IPv6", "home A"],
    );
    await clock.advance(5 * HOUR);
    expect(ranAt().slice(4)).toEqual(["schedule 14400", "retry 14416", "retry 14479", "retry 14794"]);
  });

  test("@once / it fails / not tried again, no timer is left", async () => {
    const { clock, ranAt, world } = openFailing({ kind: "once" }, () => ["IPv4"]);
    await clock.advance(HOUR);
    expect(ranAt()).toEqual(["start 0"]);
    expect(world.ended).toBe(true);
    expect(clock.sleeping).toBe(0);
  });

  test("a pause begins / a try is due / it does not run", async () => {
    const { clock, ranAt, world } = openFailing(DAILY, () => ["IPv4"]);
    await clock.advance(1000);
    world.paused = true;
    await clock.advance(HOUR);
    expect(ranAt()).toEqual(["start 0"]);
  });

  test("stopped while a try waits / no timer is left", async () => {
    const { clock, scheduler } = openFailing(DAILY, () => ["IPv4"]);
    await clock.advance(1000);
    await scheduler.stop();
    await clock.advance(0);
    expect(clock.sleeping).toBe(0);
  });
});

describe("by itself", () => {
  test("asked to stay away for four minutes / the first try / not before", () => {
    const clock = createVirtualClock();
    const retries = createRetries(clock);
    expect(retries.settle(["a"], 240_000)).toEqual({ inMs: 240_000, spent: false });
  });

  test("chance at its ends / a delay / never sooner, a tenth later at most", () => {
    for (const random of [0, 0.999_999]) {
      const { inMs = 0 } = createRetries({ monotonic: () => 0, random: () => random }).settle(["a"]);
      expect(inMs).toBeGreaterThanOrEqual(15_000);
      expect(inMs).toBeLessThan(16_500);
    }
  });

  test("any course of failures / settled / at most three tries for what failed already, none while all is well", async () => {
    const courses = fc.array(fc.tuple(fc.subarray(["a", "b", "c"]), fc.integer({ min: 0, max: 400_000 })), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(courses, async (course) => {
        const clock = createVirtualClock();
        const retries = createRetries(clock);
        const known = new Set<string>();
        let tries = 0;
        let dueAt = 0;
        for (const [failing, thenMs] of course) {
          const { inMs, spent } = retries.settle(failing);
          if (failing.some((thing) => !known.has(thing)) || failing.length === 0) tries = 0;
          if (failing.length === 0) known.clear();
          for (const thing of failing) known.add(thing);
          if (inMs !== undefined && clock.monotonic() + inMs !== dueAt) {
            tries += 1;
            dueAt = clock.monotonic() + inMs;
          }
          expect(tries).toBeLessThanOrEqual(3);
          if (failing.length === 0) expect({ inMs, spent }).toEqual({ inMs: undefined, spent: false });
          else expect(inMs === undefined).toBe(spent);
          await clock.advance(thenMs);
        }
      }),
    );
  });
});
