/** The service under hands that cannot rest: switches end as last asked, status and last error tell the truth. */

import { expect, test } from "vitest";
import { createService } from "../../../addon/service/service.ts";
import { MemoryDns } from "../../contract/memory-dns.ts";
import { known, openStage, recordTarget } from "../../engine/kit.ts";
import { handledEngine } from "../../fakes/engine.ts";
import { createLogRecorder } from "../../fakes/log.ts";
import { makeConfig } from "../../fakes/settings.ts";

const HOME = "home.example.org";

/** A service over a zone in memory in which every call takes 100 ms. */
async function setUp({ enforce = [] as readonly "proxied"[] } = {}) {
  const dns = new MemoryDns();
  dns.plant("example.org", [{ name: HOME, type: "A", content: "203.0.113.7", proxied: true }]);
  const records = [recordTarget(HOME, { enforce: new Set(enforce) })];
  const stage = await openStage({ records, dns });
  const { clock, engine } = stage;
  const atOnce = { now: 0, most: 0 };
  const slowly = async <T>(job: () => Promise<T>): Promise<T> => {
    atOnce.now += 1;
    atOnce.most = Math.max(atOnce.most, atOnce.now);
    try {
      service.writing();
      await clock.sleep(100);
      return await job();
    } finally {
      atOnce.now -= 1;
    }
  };
  const log = { ...createLogRecorder(), change: () => {}, tail: [], follow: () => () => {} };
  const handled = handledEngine(engine, {
    amendState: async (change) => {
      await clock.sleep(20);
      await engine.amendState(change);
    },
    cycle: (request) => slowly(() => engine.cycle(request)),
    setProxied: (...words) => slowly(() => engine.setProxied(...words)),
  });
  const service = createService({
    config: makeConfig({ records, lists: [] }),
    engine: handled.engine,
    clock,
    log,
    listeners: [],
  });
  const running = service.run();
  await clock.advance(1000);
  const proxied = () => dns.held("example.org").find(({ type }) => type === "A")?.proxied;
  const stop = async () => {
    const stopped = service.stop(1000);
    await clock.advance(2000);
    await Promise.all([stopped, running]);
    expect(clock.sleeping).toBe(0);
  };
  return { service, clock, dns, engine, proxied, stop, atOnce, answers: stage.answers, push: handled.push };
}

test.each([
  ["off, on", [true, false], false],
  ["on, off", [false, true], true],
  ["off, on, off", [true, false, true], true],
])("automatic updates %s within a moment / as asked last, remembered", async (_, wishes, paused) => {
  const { service, clock, engine, stop } = await setUp();
  for (const wish of wishes) service.setPaused(wish);
  await clock.advance(5000);
  expect(service.view.paused).toBe(paused);
  expect(engine.state.paused).toBe(paused);
  expect(service.view.status).toBe(paused ? "paused" : "in_sync");
  await stop();
});

test.each([
  ["on, off", [true, false]],
  ["off, on, off, on", [false, true, false, true]],
  ["off, off, on", [false, false, true]],
])("orange cloud %s within a moment / as asked last", async (_, wishes) => {
  const { service, clock, proxied, stop, atOnce } = await setUp();
  for (const wish of wishes) service.setProxied(HOME, "A", wish);
  await clock.advance(10_000);
  expect(proxied()).toBe(wishes.at(-1));
  expect(service.view.report?.records[0]?.actual[0]?.proxied).toBe(wishes.at(-1));
  expect(service.view).toMatchObject({ status: "in_sync", writing: false });
  expect(atOnce.most).toBe(1);
  await stop();
});

test("a switch by hand during a cycle, and while paused / never two at once, the status goes back to paused", async () => {
  const { service, clock, proxied, stop, atOnce } = await setUp();
  service.setPaused(true);
  await clock.advance(2000);
  service.updateNow();
  service.setProxied(HOME, "A", false);
  await clock.advance(50);
  expect(service.view.status).toBe("updating");
  await clock.advance(20_000);
  expect(service.view).toMatchObject({ status: "paused", writing: false, busy: false });
  expect(proxied()).toBe(false);
  expect(atOnce.most).toBe(1);
  await stop();
});

test("a refused orange cloud / in last_error until the next success, whichever", async () => {
  const { service, clock, stop } = await setUp({ enforce: ["proxied"] });
  const refused = service.setProxied(HOME, "A", true);
  refused.catch(() => undefined);
  await clock.advance(200);
  await expect(refused).rejects.toMatchObject({ code: "BAD_INPUT" });
  expect(service.view.lastError).toMatch(
    /^The orange cloud of A home\.example\.org was not turned on\. .*setting/,
  );
  expect(service.view.status).toBe("in_sync");
  service.setProxied(HOME, "A", false);
  await clock.advance(3000);
  expect(service.view.lastError).toBeUndefined();
  service.setProxied(HOME, "A", true).catch(() => undefined);
  await clock.advance(10_000);
  expect(service.view.lastError).toContain("was not turned on");
  service.updateNow();
  await clock.advance(20_000);
  expect(service.view.lastError).toBeUndefined();
  await stop();
});

test("a source that is silent for a moment / a pushed cycle, then a check / no alarm; it lasts / alarm, until it speaks", async () => {
  const { service, clock, stop, answers, push } = await setUp();
  const seen = new Set<string>();
  service.subscribe(({ status, lastError }) => seen.add(`${status} ${lastError === undefined}`));
  answers[4] = { status: "unavailable", reason: "it restarts", source: "test" };
  push();
  await clock.advance(3000);
  answers[4] = known("203.0.113.7");
  await clock.advance(20_000);
  expect([...seen].filter((line) => line !== "in_sync true" && line !== "updating true")).toEqual([]);
  answers[4] = { status: "unavailable", reason: "it is gone", source: "test" };
  await clock.advance(700_000);
  expect(service.view).toMatchObject({ status: "error", lastError: expect.stringContaining("it is gone") });
  answers[4] = known("203.0.113.7");
  service.updateNow();
  await clock.advance(20_000);
  expect(service.view).toMatchObject({ status: "in_sync", lastError: undefined });
  await stop();
});

test("a source that is silent from the start, or when somebody asks / said at once", async () => {
  const { service, clock, stop, answers } = await setUp();
  answers[4] = { status: "unavailable", reason: "it is gone", source: "test" };
  service.updateNow();
  await clock.advance(2000);
  expect(service.view).toMatchObject({ status: "error", lastError: expect.stringContaining("it is gone") });
  await clock.advance(20_000);
  expect(service.view.status).toBe("error");
  await stop();
});

test("trouble beside the cycles / shown with the cycle's own, until it is over", async () => {
  const { service, clock, stop } = await setUp();
  service.trouble("mqtt", "Another program announces our device");
  expect(service.view.lastError).toBe("Another program announces our device");
  service.updateNow();
  await clock.advance(20_000);
  expect(service.view.lastError).toBe("Another program announces our device");
  service.trouble("mqtt", undefined);
  expect(service.view.lastError).toBeUndefined();
  await stop();
});

test("the witnesses told, then records are written / their time goes; it comes with what they tell anew", async () => {
  const { service, clock, answers, stop } = await setUp();
  const found = { ok: true, zones: [], records: [], settledAfter: 0 };
  service.verified(found);
  expect(service.view).toMatchObject({ seen: found, seenAt: new Date(clock.now()).toISOString() });
  service.updateNow();
  await clock.advance(5000);
  expect(service.view.seenAt).toBeDefined();
  answers[4] = known("203.0.113.99");
  service.updateNow();
  await clock.advance(90_000);
  expect(service.view).toMatchObject({ seen: found, seenAt: undefined });
  service.verified(found);
  expect(service.view.seenAt).toBeDefined();
  service.setProxied(HOME, "A", false);
  await clock.advance(10_000);
  expect(service.view.seenAt).toBeUndefined();
  await stop();
});
