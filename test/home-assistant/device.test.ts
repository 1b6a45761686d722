/** The MQTT device in a real Home Assistant. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type MqttDevice, startMqttDevice } from "../../addon/mqtt/device/device.ts";
import { systemClock } from "../../src/adapters/clock.ts";
import type { Config } from "../../src/settings/config.ts";
import { eventually, type Mosquitto, retainedOn, startMosquitto } from "../broker/mosquitto.ts";
import { createLogRecorder } from "../fakes/log.ts";
import { makeReport } from "../fakes/reports.ts";
import { createFakeService, type FakeService, makeView } from "../fakes/service.ts";
import { makeConfig, recordTarget } from "../fakes/settings.ts";
import { hasLab, type Lab, startLab } from "./lab.ts";

const DEVICE = "Cloudflare DDNS";

describe.skipIf(!hasLab)("MQTT device in a real Home Assistant", { timeout: 120_000 }, () => {
  let broker: Mosquitto;
  let lab: Lab;
  let device: MqttDevice | undefined;
  let service: FakeService;
  const log = createLogRecorder();

  const start = async (config: Config = makeConfig()): Promise<FakeService> => {
    await device?.stop();
    const records = makeReport().records.filter(({ name, type }) =>
      config.records.some(
        ({ owner, type: wanted }) => owner.kind === "name" && owner.name === name && type === wanted,
      ),
    );
    service = createFakeService(config, makeView({ report: makeReport("203.0.113.7", { records }) }));
    device = startMqttDevice(service, {
      broker: async () => ({ url: broker.url }),
      log,
      clock: systemClock,
      version: "1.0.0",
    });
    return service;
  };
  const state = async (entity: string) => (await lab.states("cloudflare")).get(entity);
  const until = (entity: string, wanted: string) =>
    eventually(
      async () => ((await state(entity))?.state === wanted ? true : undefined),
      `${entity} ${wanted}`,
      30_000,
    );
  const gone = (entity: string) =>
    eventually(
      async () => {
        const { entities } = await lab.registry();
        return entities.every(({ entity_id }) => entity_id !== entity) && !(await state(entity))
          ? true
          : undefined;
      },
      `an end of ${entity}`,
      30_000,
    );
  const deviceId = async () => (await lab.registry()).devices.find(({ name }) => name === DEVICE)?.id;

  beforeAll(async () => {
    broker = await startMosquitto();
    lab = await startLab({ brokerPort: broker.port });
  }, 120_000);
  afterAll(async () => {
    await device?.stop();
    await lab?.stop();
    await broker?.stop();
  }, 60_000);

  test("start / look / every entity with its id, name, category and state", async () => {
    await start();
    await until("sensor.cloudflare_ddns_public_ipv4", "203.0.113.7");
    await until("sensor.cloudflare_ddns_waf_home_ips_012345", "203.0.113.7/32");
    const { devices, entities } = await lab.registry();
    const own = devices.find(({ name }) => name === DEVICE);
    expect(own?.sw_version).toBe("1.0.0");
    const states = await lab.states("cloudflare");
    const shown = entities
      .filter(({ device_id }) => device_id === own?.id)
      .map(({ entity_id, original_name, entity_category }) => {
        const found = states.get(entity_id);
        const { device_class, friendly_name } = found?.attributes ?? {};
        return [entity_id, original_name, entity_category, device_class ?? null, friendly_name, found?.state];
      })
      .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
    expect(shown).toEqual(
      [
        ["binary_sensor.cloudflare_ddns_problem", "Problem", null, "problem", "off"],
        ["button.cloudflare_ddns_update_now", "Update now", null, null, "unknown"],
        ["event.cloudflare_ddns_ip_changed", "IP changed", null, null, "unknown"],
        ["sensor.cloudflare_ddns_address_changes", "Address changes", "diagnostic", null, "0"],
        ["sensor.cloudflare_ddns_example_org_8715_a", "*.example.org A", null, null, "203.0.113.7"],
        ["sensor.cloudflare_ddns_home_example_org_a", "home.example.org A", null, null, "203.0.113.7"],
        ["sensor.cloudflare_ddns_home_example_org_aaaa", "home.example.org AAAA", null, null, "unknown"],
        ["sensor.cloudflare_ddns_last_change", "Last change", null, "timestamp", "2026-01-01T00:00:00+00:00"],
        [
          "sensor.cloudflare_ddns_last_check",
          "Last check",
          "diagnostic",
          "timestamp",
          "2026-01-01T00:05:00+00:00",
        ],
        ["sensor.cloudflare_ddns_last_error", "Last error", "diagnostic", null, "unknown"],
        ["sensor.cloudflare_ddns_public_ipv4", "Public IPv4", null, null, "203.0.113.7"],
        [
          "sensor.cloudflare_ddns_public_ipv4_since",
          "Public IPv4 since",
          null,
          "timestamp",
          "2026-01-01T00:05:00+00:00",
        ],
        ["sensor.cloudflare_ddns_public_ipv6", "Public IPv6", null, null, "unknown"],
        ["sensor.cloudflare_ddns_public_ipv6_since", "Public IPv6 since", null, "timestamp", "unknown"],
        ["sensor.cloudflare_ddns_records_in_sync", "Records in sync", "diagnostic", null, "2"],
        ["sensor.cloudflare_ddns_status", "Status", null, "enum", "in_sync"],
        [
          "sensor.cloudflare_ddns_waf_home_ips_012345",
          "WAF list home_ips",
          "diagnostic",
          null,
          "203.0.113.7/32",
        ],
        ["switch.cloudflare_ddns_automatic_updates", "Automatic updates", "config", null, "on"],
        [
          "switch.cloudflare_ddns_example_org_8715_a_proxied",
          "*.example.org A proxied",
          "config",
          null,
          "on",
        ],
        [
          "switch.cloudflare_ddns_home_example_org_a_proxied",
          "home.example.org A proxied",
          "config",
          null,
          "on",
        ],
        [
          "switch.cloudflare_ddns_home_example_org_aaaa_proxied",
          "home.example.org AAAA proxied",
          "config",
          null,
          "unknown",
        ],
      ].map(([id, name, category, deviceClass, value]) => [
        id,
        name,
        category,
        deviceClass,
        `${DEVICE} ${name}`,
        value,
      ]),
    );
    expect(states.get("sensor.cloudflare_ddns_home_example_org_a")?.attributes).toMatchObject({
      zone: "example.org",
      type: "A",
      proxied: true,
      ttl: 1,
      outcome: "unchanged",
      changed_at: null,
    });
    expect(states.get("sensor.cloudflare_ddns_status")?.attributes).toMatchObject({
      reason: null,
      zones: { "example.org": { records: 3, in_sync: 2 } },
      options: ["in_sync", "updating", "degraded", "error", "paused"],
    });
  });

  test("press the button, turn the switches / the service is asked, the entities follow", async () => {
    await lab.call("button.press", { entity_id: "button.cloudflare_ddns_update_now" });
    await lab.call("switch.turn_off", { entity_id: "switch.cloudflare_ddns_automatic_updates" });
    await lab.call("switch.turn_off", { entity_id: "switch.cloudflare_ddns_home_example_org_a_proxied" });
    await until("switch.cloudflare_ddns_automatic_updates", "off");
    await until("sensor.cloudflare_ddns_status", "paused");
    await until("switch.cloudflare_ddns_home_example_org_a_proxied", "off");
    expect(service.calls).toEqual(["updateNow", "setPaused true", "setProxied home.example.org A false"]);
  });

  test("address changes / the sensor and the event follow", async () => {
    service.show({ report: makeReport("198.51.100.9") });
    await until("sensor.cloudflare_ddns_public_ipv4", "198.51.100.9");
    const event = await eventually(async () => {
      const found = await state("event.cloudflare_ddns_ip_changed");
      return found?.state === "unknown" ? undefined : found;
    }, "an event");
    expect(event.attributes).toMatchObject({
      event_type: "ipv4_changed",
      family: 4,
      from: "203.0.113.7",
      to: "198.51.100.9",
    });
  });

  test("a failure / status, problem and last error show it", async () => {
    service.show({ status: "error", lastError: "Cloudflare refuses the token.", paused: false });
    await until("binary_sensor.cloudflare_ddns_problem", "on");
    await until("sensor.cloudflare_ddns_last_error", "Cloudflare refuses the token.");
    service.show({ status: "in_sync", lastError: undefined });
    await until("binary_sensor.cloudflare_ddns_problem", "off");
  });

  test("Home Assistant restarts / everything is there again", async () => {
    await lab.restart();
    await until("sensor.cloudflare_ddns_public_ipv4", "198.51.100.9");
    await until("sensor.cloudflare_ddns_home_example_org_a", "198.51.100.9");
    // Long enough for its birth message and our answer.
    await eventually(
      () => log.lines.find((line) => line.includes("Home Assistant has started")),
      "the birth",
      30_000,
    );
    await new Promise((resolve) => setTimeout(resolve, 6000));
    await until("sensor.cloudflare_ddns_status", "in_sync");
  });

  test("stop and start / unavailable, then back", async () => {
    await device?.stop();
    await until("sensor.cloudflare_ddns_status", "unavailable");
    await start();
    await until("sensor.cloudflare_ddns_status", "in_sync");
  });

  test("a record set is taken out / its entities are gone, the others stay", async () => {
    await start(
      makeConfig({ records: [recordTarget("*.example.org", "A"), recordTarget("home.example.org", "A")] }),
    );
    await gone("sensor.cloudflare_ddns_home_example_org_aaaa");
    await gone("switch.cloudflare_ddns_home_example_org_aaaa_proxied");
    await until("sensor.cloudflare_ddns_home_example_org_a", "203.0.113.7");
  });

  test("a record set is renamed / the old entities are gone, the new ones there", async () => {
    await start(
      makeConfig({ records: [recordTarget("*.example.org", "A"), recordTarget("house.example.org", "A")] }),
    );
    await gone("sensor.cloudflare_ddns_home_example_org_a");
    await until("sensor.cloudflare_ddns_house_example_org_a", "unknown");
  });

  test("a record set is taken out while Home Assistant is down / gone after its start", async () => {
    await lab.halt();
    await start(makeConfig({ records: [recordTarget("*.example.org", "A")] }));
    // The removal goes out to nobody.
    await new Promise((resolve) => setTimeout(resolve, 5000));
    await lab.restart();
    await gone("sensor.cloudflare_ddns_house_example_org_a");
    await until("sensor.cloudflare_ddns_example_org_8715_a", "203.0.113.7");
  });

  test("up to here / look into the log / not one warning", async () => {
    expect(await lab.log()).toBe("");
  });

  test("the broker forgets everything / the entities come back", async () => {
    await broker.restart({ forget: true });
    await until("sensor.cloudflare_ddns_status", "in_sync");
    await until("sensor.cloudflare_ddns_example_org_8715_a", "203.0.113.7");
  });

  test("the user deletes the device / it is announced again, with the way to be rid of it", async () => {
    const id = await deviceId();
    await lab.websocket({ type: "config/device_registry/remove", device_id: id });
    await eventually(
      () => log.lines.find((line) => line.includes("turn MQTT off in the settings or stop this program")),
      "our log line",
    );
    await until("sensor.cloudflare_ddns_status", "in_sync");
    expect(await deviceId()).toBeDefined();
  });

  test("the user deletes one entity / the next start brings it back", async () => {
    await start();
    await until("sensor.cloudflare_ddns_home_example_org_aaaa", "unknown");
    await lab.websocket({
      type: "config/entity_registry/remove",
      entity_id: "sensor.cloudflare_ddns_public_ipv6",
    });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    // The other entities stay where they are, and so does the message (2026.11; older ones took it away).
    expect((await retainedOn(broker, "homeassistant/device/#")).size).toBe(1);
    expect((await lab.states("cloudflare")).size).toBe(20);
    await start();
    await until("sensor.cloudflare_ddns_public_ipv6", "unknown");
    await until("sensor.cloudflare_ddns_status", "in_sync");
  });

  test("all in all / look into the log / nothing but Home Assistant's own words on a deletion", async () => {
    // What Home Assistant says whoever's device is deleted, and of its own connection when the broker restarts.
    const own = /^$|No device components to cleanup|Although entity .* was removed|\[paho\.mqtt\.client\]/;
    expect((await lab.log()).split("\n").filter((line) => !own.test(line))).toEqual([]);
  });
});
