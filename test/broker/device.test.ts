/** The MQTT device against a real Mosquitto. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type MqttDevice, startMqttDevice } from "../../addon/mqtt/device/device.ts";
import { purge } from "../../addon/mqtt/keeping/purge.ts";
import { systemClock } from "../../src/adapters/clock.ts";
import { Secret } from "../../src/core/secret.ts";
import type { Config } from "../../src/settings/config.ts";
import { createLogRecorder, type LogRecorder } from "../fakes/log.ts";
import { makeReport } from "../fakes/reports.ts";
import { createFakeService, type FakeService } from "../fakes/service.ts";
import { makeConfig, recordTarget, TOKEN } from "../fakes/settings.ts";
import { checkDeviceMessage } from "../unit/mqtt/discovery-validator.ts";
import {
  eventually,
  hasMosquitto,
  type Mosquitto,
  observe,
  retainedOn,
  startMosquitto,
} from "./mosquitto.ts";

const CONFIG_TOPIC = "homeassistant/device/cloudflare_ddns_main/config";
const ROOT = "cloudflare_ddns/main";

describe.skipIf(!hasMosquitto)("MQTT device on a real broker", () => {
  let broker: Mosquitto;
  let devices: MqttDevice[] = [];
  let log: LogRecorder;

  const start = (service: FakeService, password?: () => string): MqttDevice => {
    const device = startMqttDevice(service, {
      broker: async () => ({
        url: broker.url,
        ...(password ? { username: "ddns", password: new Secret(password()) } : {}),
      }),
      log,
      clock: systemClock,
      version: "1.0.0",
    });
    devices.push(device);
    return device;
  };
  const isOnline = () =>
    eventually(async () => ((await availability()) === "online" ? true : undefined), "online");
  const availability = async () =>
    (await retainedOn(broker, `${ROOT}/availability`)).get(`${ROOT}/availability`);

  beforeEach(async () => {
    log = createLogRecorder();
    broker = await startMosquitto();
  });
  afterEach(async () => {
    await Promise.all(devices.map((device) => device.stop()));
    devices = [];
    await broker.stop();
  });

  test("start / observe / config, then states, then online, all retained and valid", async () => {
    const observer = await observe(broker);
    start(createFakeService());
    await observer.until(`${ROOT}/availability`, (payload) => payload === "online");
    const order = observer.heard.map(({ topic }) => topic);
    expect(order[0]).toBe(CONFIG_TOPIC);
    expect(order.at(-1)).toBe(`${ROOT}/availability`);
    expect(order.slice(1, -1).sort()).toEqual([
      `${ROOT}/record/__example_org_8715_a`,
      `${ROOT}/record/home_example_org_a`,
      `${ROOT}/record/home_example_org_aaaa`,
      `${ROOT}/state`,
      `${ROOT}/waf/home_ips_012345`,
    ]);
    const kept = await retainedOn(broker);
    expect(new Set(kept.keys())).toEqual(new Set(order));
    expect(checkDeviceMessage(CONFIG_TOPIC, kept.get(CONFIG_TOPIC) ?? "", { documents: kept })).toEqual([]);
    expect([...kept.values()].join()).not.toContain(TOKEN);
    await observer.end();
  });

  test("commands / press, switch, proxy / the service is asked once each, its state follows", async () => {
    const service = createFakeService();
    start(service);
    await isOnline();
    const observer = await observe(broker);
    await observer.publish(`${ROOT}/command/update_now`, "PRESS");
    await observer.publish(`${ROOT}/command/automatic_updates`, "OFF");
    await observer.publish(`${ROOT}/command/proxied_home_example_org_a`, "OFF");
    const state = await observer.until(`${ROOT}/state`, (payload) => JSON.parse(payload).status === "paused");
    expect(JSON.parse(state).automatic_updates).toBe(false);
    await observer.until(`${ROOT}/record/home_example_org_a`, (payload) => !JSON.parse(payload).proxied);
    expect(service.calls).toEqual(["updateNow", "setPaused true", "setProxied home.example.org A false"]);
    await observer.end();
  });

  test("retained, garbage and unknown commands / connect / nothing is done", async () => {
    const observer = await observe(broker);
    await observer.publish(`${ROOT}/command/update_now`, "PRESS", true);
    await observer.publish(`${ROOT}/command/automatic_updates`, "OFF", true);
    const service = createFakeService();
    start(service);
    await observer.until(`${ROOT}/availability`, (payload) => payload === "online");
    for (const [name, payload] of [
      ["update_now", "press"],
      ["automatic_updates", "off "],
      ["proxied_home_example_org_a", ""],
      ["proxied_other_example_org_a", "ON"],
      ["self_destruct", "PRESS"],
    ] as const)
      await observer.publish(`${ROOT}/command/${name}`, payload);
    await observer.publish(`${ROOT}/command/update_now`, "PRESS");
    await eventually(() => service.calls[0], "the last command");
    expect(service.calls).toEqual(["updateNow"]);
    await observer.end();
  });

  test("address changes / new report / one event, not retained", async () => {
    const service = createFakeService();
    start(service);
    await isOnline();
    const observer = await observe(broker);
    service.show({ report: makeReport("198.51.100.9") });
    const event = await observer.until(`${ROOT}/event`, () => true);
    expect(JSON.parse(event)).toEqual({
      event_type: "ipv4_changed",
      family: 4,
      from: "203.0.113.7",
      to: "198.51.100.9",
    });
    await observer.end();
    expect((await retainedOn(broker)).has(`${ROOT}/event`)).toBe(false);
  });

  test("address changed while away / start again / the event tells of it", async () => {
    const first = start(createFakeService());
    await isOnline();
    await first.stop();
    const observer = await observe(broker, `${ROOT}/event`);
    const service = createFakeService();
    service.show({ report: makeReport("198.51.100.9") });
    start(service);
    const event = await observer.until(`${ROOT}/event`, () => true);
    expect(JSON.parse(event)).toMatchObject({ from: "203.0.113.7", to: "198.51.100.9" });
    await observer.end();
  });

  test("stop / offline is published before the connection ends", async () => {
    const device = start(createFakeService());
    await isOnline();
    await device.stop();
    expect(await availability()).toBe("offline");
  });

  test("birth / Home Assistant starts / the same bytes and all states again", async () => {
    start(createFakeService());
    await isOnline();
    const before = (await retainedOn(broker)).get(CONFIG_TOPIC);
    const observer = await observe(broker);
    observer.heard.length; // what the broker keeps came first
    await observer.publish("homeassistant/status", "online");
    await eventually(
      () => observer.heard.find(({ topic, retained }) => topic === CONFIG_TOPIC && !retained),
      "the config again",
    );
    await eventually(
      () =>
        observer.heard.find(({ topic, retained }) => topic === `${ROOT}/waf/home_ips_012345` && !retained),
      "the states again",
    );
    const again = observer.heard.find(({ topic, retained }) => topic === CONFIG_TOPIC && !retained);
    expect(again?.payload).toBe(before);
    await observer.end();
  });

  test("record removed from the settings / start again / named for removal, left out, its topic emptied", async () => {
    const first = start(createFakeService());
    await isOnline();
    await first.stop();
    const observer = await observe(broker);
    const records = [recordTarget("home.example.org", "A")];
    const report = makeReport();
    const service = createFakeService(makeConfig({ records }));
    service.show({
      report: {
        ...report,
        records: report.records.filter(({ name, type }) => name === "home.example.org" && type === "A"),
      },
    });
    start(service);
    await eventually(
      () =>
        observer.heard.find(
          ({ topic, payload }) => topic.endsWith("home_example_org_aaaa") && payload === "",
        ),
      "the emptied topic",
    );
    const configs = observer.heard
      .filter(({ topic, retained }) => topic === CONFIG_TOPIC && !retained)
      .map(({ payload }) => JSON.parse(payload).components);
    expect(configs).toHaveLength(2);
    expect(configs[0].record_home_example_org_aaaa).toEqual({ platform: "sensor" });
    expect(configs[0].proxied_home_example_org_aaaa).toEqual({ platform: "switch" });
    expect(configs[1]).not.toHaveProperty("record_home_example_org_aaaa");
    await eventually(async () => {
      const kept = await retainedOn(broker);
      return [...kept.keys()].filter((topic) => topic.includes("/record/")).length === 1 ? true : undefined;
    }, "one record topic left");
    await observer.end();
  });

  test("leftover of an older run that no config names / start / emptied", async () => {
    const observer = await observe(broker);
    await observer.publish(`${ROOT}/record/old_example_org_a`, "{}", true);
    await observer.publish(`${ROOT}/waf/old_012345`, "{}", true);
    start(createFakeService());
    await observer.until(`${ROOT}/record/old_example_org_a`, (payload) => payload === "");
    await observer.until(`${ROOT}/waf/old_012345`, (payload) => payload === "");
    await observer.end();
  });

  test("device deleted in Home Assistant / it is announced again, told once with the way to be rid of it", async () => {
    start(createFakeService());
    await isOnline();
    const observer = await observe(broker);
    const before = (await retainedOn(broker)).get(CONFIG_TOPIC);
    await observer.publish(CONFIG_TOPIC, "", true);
    await eventually(
      () => log.lines.find((line) => line.includes("turn MQTT off in the settings or stop this program")),
      "a log line",
    );
    await eventually(
      async () => ((await retainedOn(broker)).get(CONFIG_TOPIC) === before ? true : undefined),
      "the same device again",
    );
    expect(log.lines.filter((line) => line.startsWith("warn"))).toHaveLength(1);
    await observer.end();
  });

  test("broker restarts and forgets / everything is published again, told once", async () => {
    start(createFakeService());
    await isOnline();
    await broker.restart({ forget: true });
    await isOnline();
    expect((await retainedOn(broker)).has(CONFIG_TOPIC)).toBe(true);
    const told = log.lines.filter((line) => !line.startsWith("debug"));
    expect(told.filter((line) => line.startsWith("warn"))).toHaveLength(1);
    expect(told.filter((line) => line.includes("connected to"))).toHaveLength(2);
  });

  test("no broker at first / it comes / connected, told once each", async () => {
    await broker.kill();
    start(createFakeService());
    await eventually(() => log.lines.find((line) => line.includes("ECONNREFUSED")), "a warning");
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await broker.start();
    await isOnline();
    expect(log.lines.filter((line) => line.startsWith("warn"))).toHaveLength(1);
  });

  test("wrong password / the right one comes / asked again, neither is logged", async () => {
    await broker.restart({ password: "right-password" });
    let password = "wrong-password";
    const service = createFakeService();
    start(service, () => password);
    await eventually(
      () => log.lines.find((line) => line.includes("refuses the user name or password")),
      "a warning",
    );
    password = "right-password";
    await eventually(() => log.lines.find((line) => line.includes("connected to")), "a connection", 15_000);
    expect(log.lines.filter((line) => line.startsWith("warn"))).toHaveLength(1);
    expect(log.lines.join()).not.toMatch(/wrong-password|right-password/);
  });

  test("two instances / one broker / both are there and do not touch one another", async () => {
    start(createFakeService(makeConfig({ instance: "main" })));
    start(createFakeService(makeConfig({ instance: "cabin" })));
    const kept = await eventually(async () => {
      const found = await retainedOn(broker);
      return found.get("cloudflare_ddns/main/availability") === "online" &&
        found.get("cloudflare_ddns/cabin/availability") === "online"
        ? found
        : undefined;
    }, "both online");
    const ids = (instance: string) =>
      Object.values(
        JSON.parse(kept.get(`homeassistant/device/cloudflare_ddns_${instance}/config`) ?? "").components,
      ).flatMap((component) => [
        (component as { unique_id: string }).unique_id,
        (component as { default_entity_id: string }).default_entity_id,
      ]);
    const all = [...ids("main"), ...ids("cabin")];
    expect(new Set(all).size).toBe(all.length);
    expect(log.lines.filter((line) => line.startsWith("warn"))).toEqual([]);
  });

  test("two processes with one instance / they throw each other off / said, not spammed", async () => {
    start(createFakeService());
    start(createFakeService());
    await eventually(
      () => log.lines.find((line) => line.includes("give each its own INSTANCE")),
      "the hint",
      30_000,
    );
    expect(log.lines.filter((line) => !line.startsWith("debug")).length).toBeLessThanOrEqual(10);
  }, 40_000);

  test("purge / everything of the instance is gone, the neighbour stays", async () => {
    const own = start(createFakeService());
    await isOnline();
    await own.stop();
    start(createFakeService(makeConfig({ instance: "cabin" })));
    await eventually(
      async () => (await retainedOn(broker)).get("cloudflare_ddns/cabin/availability"),
      "the neighbour",
    );
    const observer = await observe(broker);
    await observer.publish(`${ROOT}/command/update_now`, "PRESS", true);
    await observer.end();
    const config: Config = makeConfig();
    const emptied = await purge(async () => ({ url: broker.url }), config, { clock: systemClock });
    expect(emptied).toContain(CONFIG_TOPIC);
    expect(emptied).toContain(`${ROOT}/command/update_now`);
    const kept = [...(await retainedOn(broker)).keys()];
    expect(kept.filter((topic) => topic.includes("main"))).toEqual([]);
    expect(kept).toContain("homeassistant/device/cloudflare_ddns_cabin/config");
  });

  test("purge with no broker / rejects with UNAVAILABLE", async () => {
    await broker.kill();
    const purging = purge(async () => ({ url: broker.url }), makeConfig(), { clock: systemClock });
    await expect(purging).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});
