/** Cron expressions: time zones, summer time, and clocks that are set. */

import { describe, expect, test } from "vitest";
import { nextTime } from "../../src/schedule/next-time.ts";
import { cron, HOUR, MINUTE, open, START } from "./kit.ts";

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
