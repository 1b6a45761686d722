/** Nothing runs more often than is good, however often it is asked for (T9). */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { settle } from "../clock.ts";
import { HOUR, MINUTE, open } from "./kit.ts";

const CALM = { following: () => ({ calmForMs: MINUTE }) };

describe("update now", () => {
  test("a thousand presses in ten seconds / at once, then one more", async () => {
    const { clock, scheduler, triggers } = open({ updateOnStart: false });
    for (let at = 0; at < 1000; at++) {
      scheduler.updateNow();
      await clock.advance(10);
    }
    expect(triggers()).toEqual(["now", "now"]);
    await clock.advance(MINUTE);
    expect(triggers()).toEqual(["now", "now"]);
  });

  test("pressed again after 3 s / the second comes when ten are over; pressed after 20 s / at once", async () => {
    const { clock, scheduler, ran } = open({ updateOnStart: false });
    scheduler.updateNow();
    await clock.advance(3000);
    scheduler.updateNow();
    await clock.advance(6999);
    expect(ran).toHaveLength(1);
    await clock.advance(1);
    expect(ran).toHaveLength(2);
    await clock.advance(20_000);
    scheduler.updateNow();
    await settle();
    expect(ran).toHaveLength(3);
  });

  test("a press waits / a source changes meanwhile / the event does not wait for it", async () => {
    const { clock, scheduler, triggers } = open({ updateOnStart: false });
    scheduler.updateNow();
    scheduler.updateNow();
    await clock.advance(2000);
    scheduler.changed();
    await clock.advance(1000);
    expect(triggers()).toEqual(["now", "event"]);
    await clock.advance(7000);
    expect(triggers()).toEqual(["now", "event", "now"]);
  });

  test("paused while a press waits / it runs all the same", async () => {
    const { clock, scheduler, triggers, world } = open({ updateOnStart: false });
    scheduler.updateNow();
    scheduler.updateNow();
    world.paused = true;
    await clock.advance(10_000);
    expect(triggers()).toEqual(["now", "now"]);
  });

  test("stopped while a press waits / nothing runs, no timer is left", async () => {
    const { clock, scheduler, ran } = open({ updateOnStart: false });
    await settle();
    scheduler.updateNow();
    scheduler.updateNow();
    await clock.advance(1000);
    await scheduler.stop();
    await settle();
    expect(clock.sleeping).toBe(0);
    expect(ran).toHaveLength(1);
  });
});

describe("calm", () => {
  test("a source that changes each second / an hour passes / a cycle a minute", async () => {
    const { clock, scheduler, ran } = open({ ...CALM, updateOnStart: false });
    for (let at = 0; at < 3600; at++) {
      scheduler.changed();
      await clock.advance(1000);
    }
    expect(ran.length).toBeGreaterThanOrEqual(59);
    expect(ran.length).toBeLessThanOrEqual(61);
  });

  test("the schedule comes each second / ten minutes pass / a cycle a minute, as a check", async () => {
    const schedule = { kind: "every", intervalMs: 1000, text: "@every 1s" } as const;
    const { clock, triggers } = open({ ...CALM, schedule, updateOnStart: false });
    await clock.advance(10 * MINUTE);
    expect(triggers().length).toBeLessThanOrEqual(11);
    expect(new Set(triggers())).toEqual(new Set(["schedule"]));
  });

  test("somebody asks by hand / in the calm / at once", async () => {
    const { clock, scheduler, triggers } = open({ ...CALM, updateOnStart: false });
    scheduler.changed();
    await clock.advance(2000);
    scheduler.updateNow();
    await settle();
    expect(triggers()).toEqual(["event", "now"]);
  });

  test("calm ends with a cycle that asks for none / the next event / a second later", async () => {
    let calmForMs = MINUTE;
    const { clock, scheduler, ran } = open({ following: () => ({ calmForMs }), updateOnStart: false });
    scheduler.changed();
    await clock.advance(1000);
    calmForMs = 0;
    scheduler.changed();
    await clock.advance(MINUTE);
    expect(ran).toHaveLength(2);
    scheduler.changed();
    await clock.advance(1000);
    expect(ran).toHaveLength(3);
  });

  test("paused in the calm / it ends / what waited is dropped", async () => {
    const { clock, scheduler, ran, world } = open({ ...CALM, updateOnStart: false });
    scheduler.changed();
    await clock.advance(2000);
    scheduler.changed();
    await clock.advance(2000);
    world.paused = true;
    await clock.advance(2 * MINUTE);
    expect(ran).toHaveLength(1);
  });
});

const ACTS = fc.array(
  fc.record({ act: fc.constantFrom("changed", "updateNow"), thenMs: fc.integer({ min: 0, max: 5000 }) }),
  { maxLength: 60 },
);

test("any presses and events / run / one at a time, presses ten seconds apart, and the last one of each is followed by a cycle", async () => {
  await fc.assert(
    fc.asyncProperty(ACTS, fc.integer({ min: 0, max: 4000 }), async (acts, cycleMs) => {
      const { clock, scheduler, ran, world } = open({ updateOnStart: false, cycleMs });
      const last = { changed: -1, updateNow: -1 };
      for (const { act, thenMs } of acts) {
        last[act] = clock.now();
        scheduler[act]();
        await clock.advance(thenMs);
      }
      await clock.advance(MINUTE);
      expect(world.mostAtOnce).toBeLessThanOrEqual(1);
      const byHand = ran.filter(({ trigger }) => trigger === "now").map(({ at }) => at);
      for (const [index, at] of byHand.slice(1).entries())
        expect(at - (byHand[index] ?? 0)).toBeGreaterThanOrEqual(10_000);
      expect(byHand.at(-1) ?? -1).toBeGreaterThanOrEqual(last.updateNow);
      expect(ran.at(-1)?.at ?? -1).toBeGreaterThanOrEqual(last.changed);
      await scheduler.stop();
    }),
    { numRuns: 60 },
  );
});

test("any events in the calm / an hour / never more than a cycle a minute by itself", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 90_000 }), { maxLength: 100 }), async (gaps) => {
      const { clock, scheduler, ran } = open({ ...CALM, updateOnStart: false });
      for (const gap of gaps) {
        scheduler.changed();
        await clock.advance(gap);
      }
      await clock.advance(HOUR / 30);
      for (const [index, { at }] of ran.slice(1).entries())
        expect(at - (ran[index]?.at ?? 0)).toBeGreaterThanOrEqual(MINUTE);
      await scheduler.stop();
    }),
    { numRuns: 40 },
  );
});
