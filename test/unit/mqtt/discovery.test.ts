/** The device message: the example, and the validator's rules over many settings. */

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deviceConfig } from "../../../addon/mqtt/device/discovery.ts";
import { stateMessages } from "../../../addon/mqtt/device/states.ts";
import type { RecordReport } from "../../../src/core/report/report.ts";
import type { RecordType } from "../../../src/core/types.ts";
import { makeReport, recordReport } from "../../fakes/reports.ts";
import { makeView } from "../../fakes/service.ts";
import { ACCOUNT_ID, listTarget, makeConfig, recordTarget, TOKEN } from "../../fakes/settings.ts";
import { checkDeviceMessage } from "./discovery-validator.ts";

const TOPIC = "homeassistant/device/cloudflare_ddns_main/config";
const example = readFileSync(new URL("../../cases/discovery-example.json", import.meta.url), "utf8");

function documentsOf(view = makeView(), config = makeConfig()): ReadonlyMap<string, string> {
  return new Map(stateMessages(view, config).map(({ topic, payload }) => [topic, payload]));
}

/** Our templates guard against keys that an older message lacks; the example's do not. */
function withoutGuards(text: string): string {
  return text
    .replaceAll(/ \| default\((none|false|\[\])\)/g, "")
    .replaceAll("https://github.com/homeward/cloudflare-ddns", "https://github.com/OWNER/REPO");
}

test("the example of the reference / validate / sound", () => {
  expect(checkDeviceMessage(TOPIC, example, { documents: documentsOf() })).toEqual([]);
});

test("the settings of the example / make the message / the example, but for the guards in templates and three entities more", () => {
  const { topic, payload } = deviceConfig(makeConfig(), "1.0.0");
  expect(topic).toBe(TOPIC);
  const { components, ...device } = JSON.parse(withoutGuards(payload));
  const { ipv4_since, ipv6_since, address_changes, ...others } = components;
  expect({ ...device, components: others }).toEqual(JSON.parse(example));
  // Made after the example was written.
  expect([ipv4_since, ipv6_since].map(({ device_class }) => device_class)).toEqual([
    "timestamp",
    "timestamp",
  ]);
  expect(address_changes.state_class).toBe("measurement");
});

test("in the app / make the message / the device leads to the app", () => {
  const { payload } = deviceConfig(makeConfig(), "1.0.0", {
    configurationUrl: "homeassistant://app/0123abcd_cloudflare_ddns",
  });
  expect(JSON.parse(payload).device.configuration_url).toBe("homeassistant://app/0123abcd_cloudflare_ddns");
  expect(checkDeviceMessage(TOPIC, payload)).toEqual([]);
});

test("another instance / make the message / another name, other ids, other topics", () => {
  const config = makeConfig({ instance: "beach_house" });
  const message = deviceConfig(config, "1.0.0");
  const { device, components } = JSON.parse(message.payload);
  expect(message.topic).toBe("homeassistant/device/cloudflare_ddns_beach_house/config");
  expect(device.name).toBe("Cloudflare DDNS beach_house");
  expect(components.status.unique_id).toBe("cloudflare_ddns_beach_house_status");
  expect(components.status.default_entity_id).toBe("sensor.cloudflare_ddns_beach_house_status");
  expect(components.update_now.command_topic).toBe("cloudflare_ddns/beach_house/command/update_now");
});

test.each([
  ["ipv4", "ipv6", "A"],
  ["ipv6", "ipv4", "AAAA"],
] as const)("%s set to none / make message and states / no entity, event or topic of it", (off, on, type) => {
  const other = type === "A" ? "AAAA" : "A";
  const config = makeConfig({
    sources: { ...makeConfig().sources, [off]: { kind: "none" } },
    records: [recordTarget("home.example.org", other)],
    lists: [],
  });
  const { components } = JSON.parse(deviceConfig(config, "1", { report: makeReport() }).payload);
  expect(Object.keys(components)).toEqual(
    expect.arrayContaining([on, `${on}_since`, `record_home_example_org_${other.toLowerCase()}`]),
  );
  const ofFamily = (key: string) => key.startsWith(off) || key.endsWith(`_${type.toLowerCase()}`);
  expect(Object.keys(components).filter(ofFamily)).toEqual([]);
  expect(components.ip_changed.event_types).toEqual([`${on}_changed`]);
  const topics = stateMessages(makeView(), config).map(({ topic }) => topic);
  expect(topics.filter(ofFamily)).toEqual([]);
});

test("sites and lists of every kind / make message and states / entities of their own, sound, and none of them without", () => {
  const site = (name: string, ipv6: "none" | "cloudflare.trace") => ({
    name,
    sources: { ipv4: { kind: "cloudflare.trace" as const }, ipv6: { kind: ipv6 } },
    prefixLengths: { ipv4: 32, ipv6: 64 },
  });
  const target = recordTarget("cabin.example.org", "A");
  const config = makeConfig({
    sites: [site("cabin", "none"), site("2nd", "cloudflare.trace")],
    records: [{ ...target, detector: { ...target.detector, site: "cabin" } }],
    lists: (["waf", "zero-trust", "location"] as const).map((kind) => ({ ...listTarget("home_ips"), kind })),
  });
  const { topic, payload } = deviceConfig(config, "1");
  const { components } = JSON.parse(payload);
  const plain = JSON.parse(deviceConfig(makeConfig({ records: [], lists: [] }), "1").payload).components;
  expect(Object.keys(components).filter((key) => !(key in plain))).toEqual([
    "cabin_ipv4",
    "2nd_ipv4",
    "2nd_ipv6",
    "cabin_ipv4_since",
    "2nd_ipv4_since",
    "2nd_ipv6_since",
    "record_cabin_example_org_a",
    "proxied_cabin_example_org_a",
    "waf_home_ips_012345",
    "zero_trust_home_ips_012345",
    "location_home_ips_012345",
  ]);
  expect(components.record_cabin_example_org_a.json_attributes_template).toContain("'site': value_json.site");
  expect(components.location_home_ips_012345).toMatchObject({
    name: "DNS location home_ips",
    state_topic: "cloudflare_ddns/main/location/home_ips_012345",
  });
  const documents = documentsOf(makeView(), config);
  expect(checkDeviceMessage(topic, payload, { documents })).toEqual([]);
  expect(JSON.parse(documents.get("cloudflare_ddns/main/record/cabin_example_org_a") ?? "").site).toBe(
    "cabin",
  );
  expect(JSON.stringify(plain)).not.toMatch(/site|cabin|value_json\[/);
});

test("a name known only from its zone / after a report / it is shown too", () => {
  const inZone = {
    ...recordTarget("x", "A"),
    owner: { kind: "in-zone" as const, zoneId: "z1", label: "nas" },
  };
  const config = makeConfig({ records: [inZone] });
  const report = makeReport("203.0.113.7", {
    records: [recordReport("nas.example.org", "A", "203.0.113.7")],
  });
  expect(deviceConfig(config, "1").payload).not.toContain("nas");
  expect(deviceConfig(config, "1", { report }).payload).toContain("record_nas_example_org_a");
});

describe("laws", () => {
  const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
  const name = fc
    .tuple(fc.constantFrom("", "*.", "_dmarc."), fc.array(label, { minLength: 1, maxLength: 12 }), label)
    .map(([first, labels, last]) => `${first}${labels.join(".")}.${last}`);
  const record = fc.record({ name, type: fc.constantFrom<RecordType>("A", "AAAA") });
  const list = fc.record({
    name: fc.stringMatching(/^[a-z0-9_]{1,30}$/),
    accountId: fc.stringMatching(/^[0-9a-f]{32}$/),
  });
  const settings = fc.record({
    records: fc.array(record, { maxLength: 8 }),
    lists: fc.array(list, { maxLength: 4 }),
    instance: fc.oneof(fc.constant("main"), fc.stringMatching(/^[a-z0-9_]{1,12}$/)),
    baseTopic: fc.constantFrom("cloudflare_ddns", "home/ddns"),
    discoveryPrefix: fc.constantFrom("homeassistant", "ha/discovery"),
    content: fc.constantFrom(null, "203.0.113.7", "2001:db8::1"),
    error: fc.constantFrom(undefined, `token ${TOKEN} at ${ACCOUNT_ID}`, "x".repeat(2000), "🌩️".repeat(400)),
  });

  const build = (chosen: typeof settings extends fc.Arbitrary<infer T> ? T : never) => {
    const config = makeConfig({
      instance: chosen.instance,
      records: chosen.records.map((one) => recordTarget(one.name, one.type)),
      lists: [...chosen.lists.map((one) => listTarget(one.name, one.accountId)), listTarget("home_ips")],
      mqtt: {
        url: "mqtt://broker",
        username: undefined,
        password: undefined,
        caFile: undefined,
        baseTopic: chosen.baseTopic,
        discoveryPrefix: chosen.discoveryPrefix,
      },
    });
    const records: RecordReport[] = chosen.records.map((one) =>
      recordReport(one.name, one.type, chosen.content),
    );
    const view = makeView({ lastError: chosen.error, report: makeReport("203.0.113.7", { records }) });
    return { config, view };
  };

  test("any settings and view / message and states / keep every rule, hold no secret", () => {
    fc.assert(
      fc.property(settings, (chosen) => {
        const { config, view } = build(chosen);
        const { topic, payload } = deviceConfig(config, "1.2.3", { report: view.report });
        const documents = documentsOf(view, config);
        const secrets = [TOKEN, ...config.lists.map(({ accountId }) => accountId)];
        expect(checkDeviceMessage(topic, payload, { documents, secrets })).toEqual([]);
        const published = [...documents.values()].join();
        for (const secret of secrets) expect(published).not.toContain(secret);
      }),
    );
  });

  test("the same settings in another order / the same bytes", () => {
    fc.assert(
      fc.property(settings, (chosen) => {
        const { config } = build(chosen);
        const turned = {
          ...config,
          records: [...config.records].reverse(),
          lists: [...config.lists].reverse(),
        };
        expect(deviceConfig(turned, "1")).toEqual(deviceConfig(config, "1"));
      }),
    );
  });
});

describe("the validator refuses", () => {
  const sound = JSON.parse(example);
  const component = (changes: object) => ({
    ...sound,
    components: { ipv4: { ...sound.components.ipv4, ...changes } },
  });
  test.each<[rule: string, message: object]>([
    ["V3", { ...sound, icon: "mdi:dns" }],
    ["V3", { ...sound, "~": "x" }],
    ["V4", { ...sound, device: { ...sound.device, model: null } }],
    ["V4", { ...sound, device: { ...sound.device, ids: "x" } }],
    ["V5", { ...sound, device: { ...sound.device, identifiers: [] } }],
    ["V6", { ...sound, device: { ...sound.device, name: "" } }],
    ["V7", { ...sound, origin: {} }],
    ["V7", { ...sound, device: { ...sound.device, configuration_url: "ftp://x" } }],
    ["V8", { ...sound, components: { "ip v4": sound.components.ipv4 } }],
    ["V9", component({ platform: "thing" })],
    ["V10", component({ unique_id: undefined })],
    ["V11", { ...sound, availability_topic: "x" }],
    ["V11", { ...sound, availability_mode: "some" }],
    ["V12", component({ platform: "switch", default_entity_id: "switch.x" })],
    ["V13", component({ device_class: "dns" })],
    ["V13", component({ options: ["a"] })],
    ["V13", component({ device_class: "timestamp", unit_of_measurement: "s" })],
    ["V14", component({ entity_category: "config" })],
    ["V15", component({ icon: "dns" })],
    ["V16", component({ state_topic: "a/+/b" })],
    ["V17", { ...sound, qos: 3 }],
    ["V18", component({ object_id: "x" })],
    ["V19", component({ default_entity_id: "switch.x" })],
    ["V19", component({ default_entity_id: "sensor.a__b" })],
    ["V20", component({ name: "Cloudflare DDNS Public IPv4" })],
    ["V21", component({ value_template: "{{ value_json.items }}" })],
    ["V22", component({ device_class: "timestamp" })],
    ["V23", component({ platform: "event", event_types: ["a"], default_entity_id: "event.x" })],
    [
      "V24",
      component({
        json_attributes_topic: "cloudflare_ddns/main/record/home_example_org_a",
        json_attributes_template: "{{ value_json.name }}",
      }),
    ],
    ["V29", component({ uniq_id: "x" })],
    ["V30", { ...sound, components: { s: { ...sound.components.automatic_updates, retain: true } } }],
  ])("a breach of %s (%#)", (rule, message) => {
    const found = checkDeviceMessage(TOPIC, JSON.stringify(message), { documents: documentsOf() });
    expect(found.map((problem) => problem.split(" ")[0])).toContain(rule);
  });

  test("a topic that is none (V1), a payload that is none (V2), a secret (V25)", () => {
    expect(checkDeviceMessage("homeassistant/device/a b/config", example)).toEqual([
      expect.stringMatching(/^V1 /),
    ]);
    expect(checkDeviceMessage(TOPIC, "[]")).toEqual([expect.stringMatching(/^V2 /)]);
    expect(checkDeviceMessage(TOPIC, example, { secrets: ["home_ips"] })).toEqual([
      expect.stringMatching(/^V25 /),
    ]);
  });
});
