/** The two clocks: the real one and the virtual one keep the same promises. */

import { getEventListeners } from "node:events";
import { afterEach, describe, expect, test, vi } from "vitest";
import { systemClock } from "../../../src/adapters/clock.ts";
import { createVirtualClock } from "../../clock.ts";

afterEach(() => {
  vi.useRealTimers();
});

describe("the real clock", () => {
  test("a signal already aborted / sleep / rejects with ABORTED at once", async () => {
    await expect(systemClock.sleep(60_000, AbortSignal.abort())).rejects.toMatchObject({ code: "ABORTED" });
  });

  test("asleep / the signal aborts / rejects with ABORTED, no timer and no listener is left", async () => {
    vi.useFakeTimers();
    const stop = new AbortController();
    const slept = systemClock.sleep(60_000, stop.signal);
    expect(vi.getTimerCount()).toBe(1);
    stop.abort();
    await expect(slept).rejects.toMatchObject({ code: "ABORTED" });
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
  });

  test("asleep / the time passes / resolves and leaves no listener", async () => {
    vi.useFakeTimers();
    const stop = new AbortController();
    const slept = systemClock.sleep(60_000, stop.signal);
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(slept).resolves.toBeUndefined();
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
  });

  test("a sleep longer than Node's longest timer / half of it passes / it goes on", async () => {
    vi.useFakeTimers();
    const sixtyDays = 60 * 24 * 3_600_000;
    let awake = false;
    const slept = systemClock.sleep(sixtyDays).then(() => {
      awake = true;
    });
    await vi.advanceTimersByTimeAsync(sixtyDays / 2);
    expect(awake).toBe(false);
    await vi.advanceTimersByTimeAsync(sixtyDays / 2);
    await slept;
    expect(awake).toBe(true);
  });

  test.each([0, -1, Number.NaN])("a length of %s / sleep / resolves", async (ms) => {
    await expect(systemClock.sleep(ms)).resolves.toBeUndefined();
  });

  test("chance and time / read / within their bounds", () => {
    expect(systemClock.random()).toBeGreaterThanOrEqual(0);
    expect(systemClock.random()).toBeLessThan(1);
    const before = systemClock.monotonic();
    expect(systemClock.monotonic()).toBeGreaterThanOrEqual(before);
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
  });
});

describe("the virtual clock", () => {
  test("a loop that sleeps ten minutes / a day passes / 144 turns, none of them early", async () => {
    const clock = createVirtualClock(0);
    const turns: number[] = [];
    const stop = new AbortController();
    const loop = (async () => {
      for (;;) {
        await clock.sleep(600_000, stop.signal);
        turns.push(clock.now());
      }
    })().catch(() => undefined);
    await clock.advance(24 * 3_600_000);
    expect(turns).toHaveLength(144);
    expect(turns[143]).toBe(24 * 3_600_000);
    stop.abort();
    await loop;
    expect(clock.sleeping).toBe(0);
  });

  test("two sleeps / time passes / the shorter ends first", async () => {
    const clock = createVirtualClock();
    const order: string[] = [];
    void clock.sleep(20).then(() => order.push("long"));
    void clock.sleep(10).then(() => order.push("short"));
    await clock.advance(9);
    expect(order).toEqual([]);
    await clock.advance(11);
    expect(order).toEqual(["short", "long"]);
  });

  test("asleep / the signal aborts / rejects with ABORTED and nothing is left", async () => {
    const clock = createVirtualClock();
    const stop = new AbortController();
    const slept = clock.sleep(10, stop.signal);
    stop.abort();
    await expect(slept).rejects.toMatchObject({ code: "ABORTED" });
    expect(clock.sleeping).toBe(0);
    await expect(clock.sleep(10, stop.signal)).rejects.toMatchObject({ code: "ABORTED" });
  });

  test("the wall clock is set / read / monotonic does not notice", async () => {
    const clock = createVirtualClock(1000);
    await clock.advance(5);
    clock.setNow(99_000);
    expect([clock.now(), clock.monotonic()]).toEqual([99_000, 5]);
    await clock.advance(1);
    expect([clock.now(), clock.monotonic()]).toEqual([99_001, 6]);
  });

  test("chance / twice the same clock / the same numbers, those given first", () => {
    const [one, two] = [createVirtualClock(), createVirtualClock()];
    one.randoms.push(0.5);
    expect(one.random()).toBe(0.5);
    two.random();
    expect(one.random()).toBe(two.random());
  });
});
