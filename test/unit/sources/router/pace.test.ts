import { describe, expect, test } from "vitest";
import { createNews } from "../../../../src/adapters/sources/router/news.ts";
import { keepPace } from "../../../../src/adapters/sources/router/pace.ts";
import type { Detection } from "../../../../src/core/types.ts";
import { createVirtualClock, settle } from "../../../clock.ts";
import { known4 } from "../kit.ts";

describe("pace", () => {
  async function start() {
    const clock = createVirtualClock();
    const looks: number[] = [];
    const pace = keepPace(clock, async () => {
      looks.push(clock.monotonic());
    });
    await settle();
    return { clock, looks, pace };
  }

  test("no hint ever came / a minute passes / asked at once and every 15 s", async () => {
    const { clock, looks, pace } = await start();
    await clock.advance(60_000);
    expect(looks).toEqual([0, 15_000, 30_000, 45_000, 60_000]);
    pace.stop();
    await clock.advance(60_000);
    expect(looks.length).toBe(5);
    expect(clock.sleeping).toBe(0);
  });

  test("a hint that proves itself / a minute passes / asked at once, a second later, and not by the clock", async () => {
    const { clock, looks, pace } = await start();
    await clock.advance(5000);
    pace.hint(true);
    await clock.advance(60_000);
    expect(looks).toEqual([0, 5000, 6000]);
    pace.stop();
  });

  test("a hint that proves nothing / a minute passes / the clock goes on", async () => {
    const { clock, looks, pace } = await start();
    await clock.advance(5000);
    pace.hint(false);
    await clock.advance(40_000);
    expect(looks).toEqual([0, 5000, 6000, 21_000, 36_000]);
    pace.stop();
  });

  test("hints were heard, then doubted / a minute passes / by the clock again", async () => {
    const { clock, looks, pace } = await start();
    await clock.advance(5000);
    pace.hint(true);
    await clock.advance(30_000);
    pace.doubt();
    await clock.advance(16_000);
    expect(looks).toEqual([0, 5000, 6000, 35_000, 50_000]);
    pace.stop();
  });

  test("a volley, as routers send it / hear it / few questions, the last one a second after the last hint", async () => {
    const { clock, looks, pace } = await start();
    await clock.advance(5000);
    for (const wait of [0, 12, 250, 500, 1000]) {
      await clock.advance(wait);
      pace.hint(true);
    }
    await clock.advance(10_000);
    expect(looks.at(-1)).toBe(7762);
    expect(
      looks
        .filter((at) => at > 0)
        .every((at, index, all) => index === 0 || at - (all[index - 1] ?? 0) >= 200),
    ).toBe(true);
    pace.stop();
  });

  test("a thousand hints in a second / hear them / five questions a second", async () => {
    const { clock, looks, pace } = await start();
    await clock.advance(5000);
    for (let sent = 0; sent < 1000; sent++) {
      pace.hint(true);
      await clock.advance(1);
    }
    expect(looks.length).toBeLessThanOrEqual(7);
    pace.stop();
  });
});

describe("news", () => {
  const silent: Detection = { status: "unavailable", source: "router", reason: "silent" };
  function start() {
    const news = createNews();
    let heard = 0;
    const end = news.watch(4, () => {
      heard += 1;
    });
    return { news, end, count: () => heard };
  }

  test("the first answer of all / hear it / nothing new; another one / new, once", () => {
    const { news, count } = start();
    news.heard(4, known4("5.6.7.8"));
    expect(count()).toBe(0);
    news.heard(4, known4("5.6.7.9"));
    news.heard(4, known4("5.6.7.9"));
    expect(count()).toBe(1);
  });

  test("what a cycle was told / hear it again / nothing new", () => {
    const { news, count } = start();
    news.told(4, known4("5.6.7.8"));
    news.heard(4, known4("5.6.7.8"));
    expect(count()).toBe(0);
  });

  test("silence / hear it / never new, nor the same address behind it", () => {
    const { news, count } = start();
    news.told(4, known4("5.6.7.8"));
    news.heard(4, silent);
    news.heard(4, known4("5.6.7.8"));
    expect(count()).toBe(0);
  });

  test("a cycle was told of silence / hear an address / new", () => {
    const { news, count } = start();
    news.told(4, silent);
    news.heard(4, known4("5.6.7.8"));
    expect(count()).toBe(1);
  });

  test("two watch, one ends / hear an address / the other hears it", () => {
    const { news, end, count } = start();
    let second = 0;
    news.watch(4, () => {
      second += 1;
    });
    end();
    news.told(4, known4("5.6.7.8"));
    news.heard(4, known4("5.6.7.9"));
    expect([count(), second]).toEqual([0, 1]);
    expect(news.watched()).toEqual([4]);
  });
});
