/** What is ours on a real broker stays ours: repaired, delivered, never fought over, gone when its time is over. */

import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { type MqttDevice, startMqttDevice } from "../../addon/mqtt/device/device.ts";
import { systemClock } from "../../src/adapters/clock.ts";
import type { Config } from "../../src/settings/config.ts";
import { createLogRecorder } from "../fakes/log.ts";
import { makeReport } from "../fakes/reports.ts";
import { createFakeService } from "../fakes/service.ts";
import { makeConfig, recordTarget } from "../fakes/settings.ts";
import {
  eventually,
  hasMosquitto,
  type Mosquitto,
  type MosquittoOptions,
  observe,
  retainedOn,
  startMosquitto,
} from "./mosquitto.ts";

const CONFIG = "homeassistant/device/cloudflare_ddns_main/config";
const ROOT = "cloudflare_ddns/main";

interface Settings {
  readonly instance?: string;
  readonly baseTopic?: string;
  readonly discoveryPrefix?: string;
}

const settings = ({
  instance = "main",
  baseTopic = "cloudflare_ddns",
  discoveryPrefix = "homeassistant",
}: Settings): Partial<Config> => ({
  instance,
  mqtt: { url: "", username: undefined, password: undefined, caFile: undefined, baseTopic, discoveryPrefix },
});

describe.skipIf(!hasMosquitto)("what is ours on a real broker", { timeout: 60_000 }, () => {
  let broker: Mosquitto;
  let devices: MqttDevice[] = [];

  const begin = async (options: MosquittoOptions = {}): Promise<void> => {
    broker = await startMosquitto(options);
  };
  const start = (
    config: Config = makeConfig(),
    ranHere: (instance: string) => boolean = () => false,
    username?: string,
  ) => {
    const log = createLogRecorder();
    const service = createFakeService(config);
    const device = startMqttDevice(service, {
      broker: async () => ({ url: broker.url, username }),
      log,
      clock: systemClock,
      version: "1.0.0",
      ranHere: async (instance) => ranHere(instance),
    });
    devices.push(device);
    const warned = (pattern: RegExp, limitMs = 30_000) =>
      eventually(
        () => log.lines.find((line) => line.startsWith("warn") && pattern.test(line)),
        `${pattern}`,
        limitMs,
      );
    return { device, log, service, warned };
  };
  const kept = async (topic: string) => (await retainedOn(broker, topic)).get(topic);
  const online = (root = ROOT) =>
    eventually(
      async () => ((await kept(`${root}/availability`)) === "online" ? true : undefined),
      `${root} online`,
    );
  const topics = async () => [...(await retainedOn(broker)).keys()].sort();

  afterEach(async () => {
    await Promise.all(devices.map((device) => device.stop()));
    devices = [];
    await broker.stop();
  });

  test("everything of ours emptied, forged, said to be offline by somebody / a few seconds / as before", async () => {
    await begin();
    const { log } = start();
    await online();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const before = await retainedOn(broker);
    const observer = await observe(broker);
    for (const changes of [
      {
        [`${ROOT}/availability`]: "",
        [`${ROOT}/state`]: "",
        [`${ROOT}/record/home_example_org_a`]: "",
        [CONFIG]: "",
      },
      {
        [`${ROOT}/availability`]: "offline",
        [`${ROOT}/state`]: '{"ipv4":"6.6.6.6"}',
        [`${ROOT}/waf/home_ips_012345`]: "x",
        [`${ROOT}/record/forged_example_org_a`]: "{}",
        [CONFIG]: '{"components":{}}',
      },
    ]) {
      for (const [topic, payload] of Object.entries(changes)) await observer.publish(topic, payload, true);
      await eventually(
        async () => {
          const now = await retainedOn(broker);
          return now.size === before.size && [...before].every(([topic, was]) => now.get(topic) === was)
            ? true
            : undefined;
        },
        "what was there before",
        9000,
      );
    }
    expect(log.lines.filter((line) => line.startsWith("warn"))).toEqual([
      expect.stringContaining("deleted in Home Assistant, and is announced again"),
    ]);
    await observer.end();
  });

  test("somebody who never stops / told once, put right once a minute", async () => {
    await begin();
    const { log, service, warned } = start();
    await online();
    const observer = await observe(broker, `${ROOT}/availability`);
    const timer = setInterval(() => void observer.publish(`${ROOT}/availability`, "offline", true), 50);
    await warned(/goes on writing on our topics, such as cloudflare_ddns\/main\/availability/);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    clearInterval(timer);
    expect(observer.heard.filter(({ payload }) => payload === "online").length).toBeLessThanOrEqual(10);
    expect(log.lines.filter((line) => line.startsWith("warn"))).toHaveLength(1);
    expect(service.view.lastError).toContain("goes on writing");
    await observer.end();
  });

  test.each<[what: string, before: Settings, now: Settings]>([
    ["base topic", {}, { baseTopic: "ddns/home" }],
    ["discovery prefix", {}, { discoveryPrefix: "ha" }],
    ["discovery prefix of two levels", { discoveryPrefix: "ha/discovery" }, {}],
    ["instance", { instance: "old" }, {}],
    ["everything", { instance: "old", baseTopic: "a/b", discoveryPrefix: "ha" }, {}],
    ["base topic and prefix", { baseTopic: "x", discoveryPrefix: "ha" }, {}],
  ])(
    "another %s than before, no state / start / nothing of the earlier one is left",
    async (_, before, now) => {
      await begin();
      const first = start(makeConfig(settings(before)));
      const root = (of: Settings) => `${of.baseTopic ?? "cloudflare_ddns"}/${of.instance ?? "main"}`;
      await online(root(before));
      await first.device.stop();
      const old = await topics();
      const second = start(makeConfig(settings(now)), (instance) => instance === "old");
      await online(root(now));
      const config = `${now.discoveryPrefix ?? "homeassistant"}/device/cloudflare_ddns_main/config`;
      await eventually(
        async () => {
          const left = (await topics()).filter(
            (topic) => topic !== config && !topic.startsWith(`${root(now)}/`),
          );
          return left.length === 0 ? true : undefined;
        },
        "an end of everything else",
        30_000,
      );
      expect(old.length).toBeGreaterThan(4);
      await eventually(
        () => second.log.lines.find((line) => line.includes("took away what earlier settings had left")),
        "a line about it",
      );
      expect(await kept(config)).toContain(root(now));
    },
  );

  test("devices of other instances: one running, one at rest elsewhere / start / untouched, the second is named", async () => {
    await begin();
    start(makeConfig({ instance: "cabin" }));
    const beach = start(makeConfig({ instance: "beach" }));
    await Promise.all([online("cloudflare_ddns/cabin"), online("cloudflare_ddns/beach")]);
    await beach.device.stop();
    const before = await topics();
    const { log } = start();
    await eventually(() => log.lines.find((line) => line.includes("INSTANCE=beach")), "the hint");
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(await topics()).toEqual(expect.arrayContaining(before));
    expect(log.lines.join()).not.toContain("cabin");
  });

  test("a forged device message of ours that names topics of somebody else / start / those are not touched", async () => {
    await begin();
    const observer = await observe(broker);
    const origin = { name: "cloudflare-ddns" };
    for (const root of ["zigbee2mqtt/bridge", "zigbee2mqtt/main"])
      await observer.publish(
        `ha/device/cloudflare_ddns_main/config`,
        JSON.stringify({ origin, availability: [{ topic: `${root}/availability` }], components: {} }),
        true,
      );
    await observer.publish("zigbee2mqtt/main/state", '{"temperature":20}', true);
    await observer.publish("zigbee2mqtt/main/record/x", "something", true);
    start();
    await eventually(
      async () => ((await kept("ha/device/cloudflare_ddns_main/config")) ? undefined : true),
      "its end",
    );
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await topics()).toEqual(
      expect.arrayContaining(["zigbee2mqtt/main/state", "zigbee2mqtt/main/record/x"]),
    );
    await observer.end();
  });

  test("a second program with the same instance and other topics / it keeps away, both named; the first goes on", async () => {
    await begin();
    start(makeConfig(settings({ baseTopic: "ddns/home" })));
    await online("ddns/home/main");
    const before = await kept(CONFIG);
    const { log, service, warned } = start(makeConfig(settings({ baseTopic: "ddns/cabin" })));
    await warned(/Another program, whose topics are below ddns\/home\/main, announces the same device/);
    await online("ddns/cabin/main");
    expect(service.view.lastError).toContain("INSTANCE");
    const observer = await observe(broker);
    await observer.publish("homeassistant/status", "online");
    service.show({ report: makeReport("198.51.100.9") });
    await new Promise((resolve) => setTimeout(resolve, 6000));
    expect(await kept(CONFIG)).toBe(before);
    expect(await kept("ddns/home/main/state")).toBeDefined();
    expect(log.lines.filter((line) => line.startsWith("warn"))).toHaveLength(1);
    await observer.end();
  });

  test("two programs that start at the same moment / no endless exchange of device messages", async () => {
    await begin();
    const observer = await observe(broker, CONFIG);
    start(makeConfig(settings({ baseTopic: "ddns/home" })));
    start(makeConfig(settings({ baseTopic: "ddns/cabin" })));
    await Promise.all([online("ddns/home/main"), online("ddns/cabin/main")]);
    await new Promise((resolve) => setTimeout(resolve, 8000));
    expect(observer.heard.length).toBeLessThanOrEqual(3);
    await observer.end();
  });

  test("the access list of the documentation / start with it / nothing is missing, a neighbour's topics stay closed", async () => {
    const docs = readFileSync(new URL("../../DOCS.md", import.meta.url), "utf8");
    const access = /```\w*\n(user ddns\n[^`]*)```/.exec(docs)?.[1]?.split("\n") ?? [];
    expect(access.length).toBeGreaterThan(8);
    await begin({ access });
    const { log } = start(makeConfig(), () => false, "ddns");
    const seen = await observe(broker, "#", undefined, "homeassistant");
    await seen.until(`${ROOT}/availability`, (payload) => payload === "online");
    expect(seen.heard.map(({ topic }) => topic)).toEqual(expect.arrayContaining([CONFIG, `${ROOT}/state`]));
    await new Promise((resolve) => setTimeout(resolve, 16_000));
    expect(log.lines.filter((line) => line.startsWith("warn"))).toEqual([]);
    await seen.publish(`${ROOT}/command/update_now`, "PRESS");
    await eventually(() => log.lines.find((line) => line.includes("update asked for")), "the press");
    await seen.end();
  });

  test.each<[what: string, options: MosquittoOptions, says: RegExp]>([
    [
      "an access list without the device topic",
      { access: ["topic readwrite cloudflare_ddns/#"] },
      /let this user read and write homeassistant\/device\/cloudflare_ddns_main\/config/,
    ],
    [
      "an access list without our topics",
      { access: ["topic readwrite homeassistant/#"] },
      /let this user read and write cloudflare_ddns\/main\/#/,
    ],
    [
      "an access list that lets nothing through",
      { access: ["topic readwrite other/#"] },
      /hands out none of them.*cloudflare_ddns\/main\/# and homeassistant/,
    ],
    [
      "a limit for messages",
      { lines: ["message_size_limit 5000"] },
      /drops the device message of \d+ bytes.*message_size_limit/,
    ],
    [
      "a limit for packets",
      { lines: ["max_packet_size 5000"] },
      /ends the connection whenever it is sent our message of \d+ bytes.*max_packet_size/,
    ],
    ["no messages kept", { lines: ["retain_available false"] }, /retain_available must be on/],
  ])("a broker with %s / start / told within 30 s, with the likely cause", async (_, options, says) => {
    await begin(options);
    const { warned, log, service } = start();
    await warned(says);
    expect(log.lines.join()).not.toContain("second program");
    if (!options.lines?.includes("retain_available false")) expect(service.view.lastError).toMatch(says);
  });

  test.each([
    ["a command topic", `${ROOT}/command/x`],
    ["a record's topic", `${ROOT}/record/home_example_org_a`],
    ["the device message", CONFIG],
  ])(
    "a message of 100 MB that is kept on %s / start / never in memory, told once by topic, removed, all goes on",
    async (_, topic) => {
      await begin();
      const observer = await observe(broker, "other");
      await observer.publish(topic, "x".repeat(100_000_000), true);
      await observer.end();
      const before = process.memoryUsage().rss;
      let most = before;
      const timer = setInterval(() => {
        most = Math.max(most, process.memoryUsage().rss);
      }, 5);
      const { log, warned } = start();
      await warned(/longer than 1 MB/);
      await online();
      await eventually(async () => ((await kept(topic))?.length ?? 0) < 1e6 || undefined, "its end");
      clearInterval(timer);
      expect(most - before).toBeLessThan(50e6);
      const told = log.lines.filter((line) => line.startsWith("warn"));
      expect(told).toEqual([expect.stringContaining(`A message on ${topic} was not read`)]);
    },
  );

  test("a huge message again and again on a command topic / commands rest, everything else goes on", async () => {
    await begin();
    const { service, log } = start();
    await online();
    const observer = await observe(broker, "other");
    for (let round = 0; round < 2; round++) {
      await observer.publish(`${ROOT}/command/x`, "x".repeat(2_000_000));
      await eventually(
        async () => ((await kept(`${ROOT}/availability`)) === "offline" ? true : undefined),
        "its loss",
      );
      await online();
    }
    await observer.publish(`${ROOT}/command/x`, "x".repeat(2_000_000));
    service.show({ report: makeReport("198.51.100.9") });
    await eventually(
      async () => ((await kept(`${ROOT}/state`))?.includes("198.51.100.9") ? true : undefined),
      "the new state",
    );
    expect(await kept(`${ROOT}/availability`)).toBe("online");
    expect(log.lines.some((line) => line.includes("Commands go unheard"))).toBe(true);
    await observer.end();
  });

  test("a huge message kept on Home Assistant's birth topic / told, and the device is there all the same", async () => {
    await begin();
    const observer = await observe(broker, "other");
    await observer.publish("homeassistant/status", "x".repeat(2_000_000), true);
    await observer.end();
    const { warned } = start();
    await warned(/Home Assistant's restarts go unnoticed/);
    await online();
  });

  test("a thousand births / a few device messages; an event meanwhile comes at once", async () => {
    await begin();
    const { service } = start();
    await online();
    const observer = await observe(broker);
    for (let birth = 0; birth < 1000; birth++) observer.client.publish("homeassistant/status", "online");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const asked = performance.now();
    service.show({ report: makeReport("198.51.100.9") });
    await observer.until(`${ROOT}/event`, () => true);
    expect(performance.now() - asked).toBeLessThan(1000);
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    const configs = observer.heard.filter(({ topic, retained }) => topic === CONFIG && !retained);
    expect(configs.length).toBeGreaterThan(0);
    expect(configs.length).toBeLessThanOrEqual(2);
    await observer.end();
  });

  test("a family that is switched off / start / nothing of it is left, on the broker or in the message", async () => {
    await begin();
    const first = start();
    await online();
    await first.device.stop();
    const config = makeConfig({
      sources: { ipv4: { kind: "cloudflare.trace" }, ipv6: { kind: "none" } },
      records: [recordTarget("home.example.org", "A"), recordTarget("*.example.org", "A")],
    });
    start(config);
    await eventually(
      async () => {
        const { components } = JSON.parse((await kept(CONFIG)) ?? "{}");
        const names = Object.keys(components ?? {}).filter((key) => /ipv6|aaaa/.test(key));
        const left = (await topics()).filter((topic) => topic.includes("aaaa"));
        return names.length + left.length === 0 ? true : undefined;
      },
      "an end of the family",
      20_000,
    );
  });
});
