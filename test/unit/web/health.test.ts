/** When a watchdog is told to restart: only when the process hangs. */

import { describe, expect, test } from "vitest";
import type { ServiceView } from "../../../addon/service/service-view.ts";
import { watchHealth } from "../../../addon/web/server/health.ts";
import { clockAtStart, config, fakeService, minutesBefore } from "./scene.ts";
import { STANDALONE, started } from "./start.ts";

const MINUTE = 60_000;

function watched(view: Partial<ServiceView> = {}, schedule = config.schedule) {
  const service = fakeService(view);
  service.config = { ...config, schedule };
  const clock = clockAtStart();
  return { service, clock, watch: watchHealth(service, clock) };
}

describe("health", () => {
  test.each(["in_sync", "degraded", "error", "updating"] as const)(
    "status %s, cycles end in time / asked / ok",
    (status) => {
      expect(watched({ status, lastError: "Cloudflare refuses the token." }).watch.health()).toBe("ok");
    },
  );

  test("the next cycle three minutes off / 13 minutes pass / still ok, then stalled", async () => {
    const { clock, watch } = watched();
    await clock.advance(13 * MINUTE);
    expect(watch.health()).toBe("ok");
    await clock.advance(1);
    expect(watch.health()).toBe("stalled");
  });

  test("a stalled service / a cycle ends after all / ok again", async () => {
    const { service, clock, watch } = watched();
    await clock.advance(60 * MINUTE);
    expect(watch.health()).toBe("stalled");
    service.show({ lastCheck: minutesBefore(-60), nextCheck: minutesBefore(-65) });
    expect(watch.health()).toBe("ok");
  });

  test("a cycle that never ends / the timer names later and later times / stalled", async () => {
    const { service, clock, watch } = watched();
    service.show({ busy: true });
    for (let passed = 5; passed <= 20; passed += 5) {
      await clock.advance(5 * MINUTE);
      service.show({ nextCheck: minutesBefore(-passed - 5) });
    }
    expect(watch.health()).toBe("stalled");
  });

  test("an hour between cycles / two more hours late / ok, beyond that stalled", async () => {
    const hourly = { kind: "every", intervalMs: 60 * MINUTE, text: "@every 1h" } as const;
    const { clock, watch } = watched({ nextCheck: minutesBefore(-60) }, hourly);
    await clock.advance(180 * MINUTE);
    expect(watch.health()).toBe("ok");
    await clock.advance(1);
    expect(watch.health()).toBe("stalled");
  });

  test("cron once a day / half a day without a cycle / ok", async () => {
    const { clock, watch } = watched(
      { nextCheck: minutesBefore(-24 * 60) },
      { kind: "cron", text: "0 3 * * *" },
    );
    await clock.advance(12 * 60 * MINUTE);
    expect(watch.health()).toBe("ok");
  });

  test("no next cycle (@once) / days pass / ok", async () => {
    const { clock, watch } = watched({ nextCheck: undefined }, { kind: "once" });
    await clock.advance(5 * 24 * 60 * MINUTE);
    expect(watch.health()).toBe("ok");
  });

  test("paused / days pass / ok, and the time out does not count afterwards", async () => {
    const { service, clock, watch } = watched();
    service.show({ paused: true, nextCheck: undefined });
    await clock.advance(24 * 60 * MINUTE);
    expect(watch.health()).toBe("paused");
    service.show({ paused: false, nextCheck: minutesBefore(-24 * 60 - 5) });
    expect(watch.health()).toBe("ok");
  });

  test("waiting for settings / days pass / healthy, a restart would not bring them", async () => {
    const { clock, watch } = watched({ waitingFor: ["cloudflare_api_token"], nextCheck: undefined });
    await clock.advance(24 * 60 * MINUTE);
    expect(watch.health()).toBe("waiting_for_settings");
  });

  test("a computer without a battery clock / learns the time after start / not stalled", async () => {
    const { clock, watch } = watched();
    clock.setNow(Date.UTC(2031, 0, 1));
    expect(watch.health()).toBe("ok");
    await clock.advance(5 * MINUTE);
    expect(watch.health()).toBe("ok");
  });

  test("stopped / later views / are not followed", () => {
    const { service, watch } = watched();
    watch.stop();
    expect(service.listeners).toBe(0);
  });
});

test("healthz / ok, then stalled / 200, then 503", async () => {
  const { ask, clock } = await started(STANDALONE);
  expect(await ask("/healthz")).toMatchObject({ status: 200, json: { status: "ok" } });
  await clock.advance(60 * MINUTE);
  expect(await ask("/healthz")).toMatchObject({ status: 503, json: { status: "stalled" } });
});
