/** The device's timing and logging over a broker in memory and a virtual clock. */

import { expect, test } from "vitest";
import { startMqttDevice } from "../../../addon/mqtt/device/device.ts";
import { DdnsError } from "../../../src/core/errors.ts";
import type { Config } from "../../../src/settings/config.ts";
import { createVirtualClock } from "../../clock.ts";
import { createLogRecorder } from "../../fakes/log.ts";
import { makeReport, recordReport } from "../../fakes/reports.ts";
import { createFakeService, makeView } from "../../fakes/service.ts";
import { makeConfig, recordTarget } from "../../fakes/settings.ts";
import { createMemoryBroker } from "./memory-broker.ts";

const CONFIG = "homeassistant/device/cloudflare_ddns_main/config";
const AVAILABILITY = "cloudflare_ddns/main/availability";

function setUp(config: Config = makeConfig(), view = makeView()) {
  const clock = createVirtualClock();
  const broker = createMemoryBroker();
  const log = createLogRecorder();
  const service = createFakeService(config, view);
  let asked = 0;
  const start = (from = service) =>
    startMqttDevice(from, {
      broker: async () => {
        asked += 1;
        return { url: "mqtt://broker:1883" };
      },
      open: broker.open,
      log,
      clock,
      version: "1.0.0",
    });
  const configs = () =>
    broker.published
      .filter((line) => line.startsWith(`${CONFIG} `))
      .map((line) => JSON.parse(line.slice(CONFIG.length + 1)));
  const warnings = () => log.lines.filter((line) => /^(warn|error)/.test(line));
  return { clock, broker, log, service, start, configs, warnings, asked: () => asked };
}

test("no broker for an hour / one warning; it comes / connected, all published", async () => {
  const { clock, broker, log, start, warnings, asked } = setUp();
  broker.refusal = new DdnsError("UNAVAILABLE", "The MQTT broker mqtt://broker:1883 cannot be reached.");
  const device = start();
  await clock.advance(3_600_000);
  expect(warnings()).toHaveLength(1);
  expect(asked()).toBeGreaterThan(50);
  expect(asked()).toBeLessThan(100);
  broker.refusal = undefined;
  await clock.advance(120_000);
  expect(broker.retained.get(AVAILABILITY)).toBe("online");
  expect(log.lines.filter((line) => line.startsWith("info"))).toEqual([
    "info MQTT: connected to mqtt://broker:1883.",
  ]);
  await device.stop();
  expect(broker.retained.get(AVAILABILITY)).toBe("offline");
  expect(clock.sleeping).toBe(0);
});

test("login refused / asked for credentials again each time, not hammered", async () => {
  const { clock, broker, start, warnings, asked } = setUp();
  broker.refusal = new DdnsError("AUTH_REJECTED", "refused.");
  const device = start();
  await clock.advance(3_000);
  expect(asked()).toBe(1);
  await clock.advance(600_000);
  expect(asked()).toBeGreaterThan(8);
  expect(asked()).toBeLessThan(20);
  expect(warnings()).toHaveLength(1);
  await device.stop();
});

test("connection breaks now and then over days / said each time, with its return", async () => {
  const { clock, broker, log, start, warnings } = setUp();
  const device = start();
  for (let day = 0; day < 3; day++) {
    await clock.advance(86_400_000);
    broker.breakAll();
  }
  await clock.advance(60_000);
  expect(warnings()).toHaveLength(3);
  expect(log.lines.filter((line) => line.includes("connected to"))).toHaveLength(4);
  await device.stop();
});

test("two with one client id / hint once, quiet afterwards", async () => {
  const { clock, start, warnings } = setUp();
  const one = start();
  const other = start();
  await clock.advance(3_600_000);
  expect(warnings().filter((line) => line.includes("INSTANCE"))).toHaveLength(2);
  expect(warnings().length).toBeLessThanOrEqual(4);
  await Promise.all([one.stop(), other.stop()]);
});

test("birth message / 1 to 5 s later the same bytes again; a stored one is none", async () => {
  const { clock, broker, start, configs } = setUp();
  broker.publish("homeassistant/status", "online", true);
  const device = start();
  await clock.advance(20_000);
  expect(configs()).toHaveLength(1);
  broker.publish("homeassistant/status", "online");
  await clock.advance(900);
  expect(configs()).toHaveLength(1);
  const states = broker.published.length;
  await clock.advance(4_200);
  expect(configs()).toHaveLength(2);
  expect(configs()[1]).toEqual(configs()[0]);
  // Availability among the states: somebody may have spoilt it while nobody listened.
  expect(broker.published.length).toBe(states + 1 + 6);
  await device.stop();
});

test("a broker that hides the birth topic / start / said, all else works", async () => {
  const { clock, broker, start, warnings } = setUp();
  broker.forbidden.add("homeassistant/status");
  const device = start();
  await clock.advance(10_000);
  expect(broker.retained.get(AVAILABILITY)).toBe("online");
  expect(warnings()).toHaveLength(1);
  await device.stop();
});

test("configs / never two within two seconds, whatever happens", async () => {
  const { clock, broker, start } = setUp();
  const times: number[] = [];
  const { publish } = broker;
  const seen = () => broker.published.filter((line) => line.startsWith(CONFIG)).length;
  const device = start();
  let before = 0;
  for (let tick = 0; tick < 1200; tick++) {
    await clock.advance(100);
    if (seen() > before) times.push(clock.monotonic());
    before = seen();
    if (tick % 37 === 0) publish("homeassistant/status", "online");
    if (tick % 151 === 0) broker.breakAll();
  }
  expect(times.length).toBeGreaterThan(5);
  for (const [index, time] of times.entries())
    if (index > 0) expect(time - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(2000);
  await device.stop();
});

test("removal, then Home Assistant is born / the component in full, its removal, the rest", async () => {
  const first = setUp();
  const before = first.start();
  await first.clock.advance(10_000);
  await before.stop();
  const config = makeConfig({ records: [recordTarget("home.example.org", "A")] });
  const records = [recordReport("home.example.org", "A", "203.0.113.7")];
  const second = first.start(
    createFakeService(config, makeView({ report: makeReport("203.0.113.7", { records }) })),
  );
  await first.clock.advance(10_000);
  const sizes = () => first.configs().map(({ components }) => Object.keys(components).length);
  expect(sizes()).toEqual([21, 21, 17]);
  first.broker.publish("homeassistant/status", "online");
  await first.clock.advance(15_000);
  expect(sizes()).toEqual([21, 21, 17, 21, 21, 17]);
  const [, stub, , full, again] = first
    .configs()
    .map(({ components }) => components.record_home_example_org_aaaa);
  expect(stub).toEqual({ platform: "sensor" });
  expect(full).toHaveProperty("state_topic");
  expect(again).toEqual({ platform: "sensor" });
  first.broker.publish("homeassistant/status", "online");
  await first.clock.advance(15_000);
  expect(sizes().slice(6)).toEqual([17]);
  await second.stop();
});

test("names known only to the network / restart / nothing is called gone before the first report", async () => {
  const target = {
    ...recordTarget("x", "A"),
    owner: { kind: "in-zone", zoneId: "z", label: "nas" } as const,
  };
  const config = makeConfig({ records: [target], lists: [] });
  const report = makeReport("203.0.113.7", {
    records: [recordReport("nas.example.org", "A", "203.0.113.7")],
  });
  const { clock, broker, start, configs } = setUp(config, makeView({ report }));
  const first = start();
  await clock.advance(10_000);
  await first.stop();
  const service = createFakeService(config, makeView({ report: undefined }));
  const second = start(service);
  await clock.advance(60_000);
  expect(broker.retained.has("cloudflare_ddns/main/record/nas_example_org_a")).toBe(true);
  expect(configs().every(({ components }) => "state_topic" in components.record_nas_example_org_a)).toBe(
    true,
  );
  const other = makeReport("203.0.113.7", { records: [recordReport("box.example.org", "A", "203.0.113.7")] });
  service.show({ report: other });
  await clock.advance(60_000);
  expect(Object.keys(configs().at(-1).components).filter((key) => key.startsWith("record_"))).toEqual([
    "record_box_example_org_a",
  ]);
  expect(broker.retained.has("cloudflare_ddns/main/record/nas_example_org_a")).toBe(false);
  await second.stop();
});

test("a broker that never acknowledges / stop / over in two seconds", async () => {
  const { clock, broker, service, log } = setUp();
  const device = startMqttDevice(service, {
    broker: async () => ({ url: "mqtt://broker:1883" }),
    open: async (where, options) => {
      const session = await broker.open(where, options);
      return {
        ...session,
        publish: (topic, payload, retain) =>
          payload === "offline" ? new Promise(() => undefined) : session.publish(topic, payload, retain),
      };
    },
    log,
    clock,
    version: "1.0.0",
  });
  await clock.advance(10_000);
  let stopped = false;
  void device.stop().then(() => {
    stopped = true;
  });
  await clock.advance(2000);
  expect(stopped).toBe(true);
  expect(clock.sleeping).toBe(0);
});
