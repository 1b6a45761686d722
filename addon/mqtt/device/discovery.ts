/** The device message: everything Home Assistant needs to know to show the instance as one device. */

import { type Config, type CycleReport, configUses, NAT_VERDICTS } from "../../../src/index.ts";
import { deviceId, type Topics, topicsOf } from "../topics.ts";
import { entityIds } from "./entity-ids.ts";
import { type ShownList, type ShownRecord, shownLists, shownRecords } from "./shown.ts";

const PROJECT_URL = "https://github.com/homeward/cloudflare-ddns";
const RECORD_ATTRIBUTES = ["zone", "type", "proxied", "ttl", "outcome", "changed_at"];

/** One entity, by Home Assistant's own full key names; `platform` alone asks for its removal. */
export type Component = { readonly platform: string } & Readonly<Record<string, unknown>>;

export interface DeviceMessage {
  readonly topic: string;
  readonly payload: string;
}

export interface DeviceExtras {
  /** Where the device's "Visit" leads: `homeassistant://app/<slug>` in the app; else the project. */
  readonly configurationUrl?: string | undefined;
  /** The newest report, for names that the settings do not hold. */
  readonly report?: CycleReport | undefined;
}

/** The same settings give the same bytes. */
export function deviceConfig(config: Config, version: string, extras: DeviceExtras = {}): DeviceMessage {
  const topics = topicsOf(config);
  const id = deviceId(config);
  const suffix = config.instance === "main" ? "" : ` ${config.instance}`;
  const message = {
    device: {
      identifiers: [id],
      name: `Cloudflare DDNS${suffix}`,
      manufacturer: "Homeward",
      model: "Dynamic DNS service",
      sw_version: version,
      configuration_url: extras.configurationUrl ?? PROJECT_URL,
    },
    origin: { name: "cloudflare-ddns", sw_version: version, support_url: `${PROJECT_URL}/issues` },
    availability: [{ topic: topics.availability }],
    availability_mode: "all",
    state_topic: topics.state,
    qos: 1,
    components: withIds(config, {
      ...fixedComponents(topics),
      ...(configUses(config, "router") ? { nat: NAT } : {}),
      ...Object.fromEntries(
        shownRecords(config, extras.report).flatMap((record) => ofRecord(record, topics)),
      ),
      ...Object.fromEntries(shownLists(config).map((list) => ofList(list, topics))),
    }),
  };
  return { topic: topics.config, payload: JSON.stringify(message) };
}

/** A component before its ids are given; `id` is what follows the device's part of the suggested entity id. */
type Draft = Component & { readonly id: string };

function withIds(config: Config, drafts: Readonly<Record<string, Draft>>): Record<string, Component> {
  const suggest = entityIds(config.instance);
  return Object.fromEntries(
    Object.entries(drafts).map(([key, { id, platform, name, ...rest }]) => [
      key,
      {
        platform,
        name,
        unique_id: `${deviceId(config)}_${key}`,
        default_entity_id: suggest(platform, id),
        ...rest,
      },
    ]),
  );
}

/** A key that an older message may lack is `none`, not a warning in Home Assistant's log. */
function value(key: string, fallback = "none"): string {
  return `value_json.${key} | default(${fallback})`;
}

function show(key: string): string {
  return `{{ ${value(key)} }}`;
}

function onOff(key: string): string {
  return `{{ 'ON' if ${value(key, "false")} else 'OFF' }}`;
}

function attributes(keys: readonly string[]): string {
  return `{{ {${keys.map((key) => `'${key}': ${value(key)}`).join(", ")}} | tojson }}`;
}

function fixedComponents(topics: Topics): Record<string, Draft> {
  const diagnostic = { entity_category: "diagnostic" };
  return {
    ipv4: {
      platform: "sensor",
      id: "public_ipv4",
      name: "Public IPv4",
      icon: "mdi:ip-network",
      value_template: show("ipv4"),
    },
    ipv6: {
      platform: "sensor",
      id: "public_ipv6",
      name: "Public IPv6",
      icon: "mdi:ip-network-outline",
      value_template: show("ipv6"),
    },
    status: {
      platform: "sensor",
      id: "status",
      name: "Status",
      icon: "mdi:cloud-check",
      device_class: "enum",
      options: ["in_sync", "updating", "degraded", "error", "paused"],
      value_template: show("status"),
      json_attributes_topic: topics.state,
      json_attributes_template: attributes(["reason", "zones"]),
    },
    last_check: {
      platform: "sensor",
      id: "last_check",
      name: "Last check",
      device_class: "timestamp",
      ...diagnostic,
      value_template: show("last_check"),
    },
    last_change: {
      platform: "sensor",
      id: "last_change",
      name: "Last change",
      device_class: "timestamp",
      value_template: show("last_change"),
    },
    last_error: {
      platform: "sensor",
      id: "last_error",
      name: "Last error",
      icon: "mdi:alert-circle-outline",
      ...diagnostic,
      value_template: show("last_error"),
    },
    problem: {
      platform: "binary_sensor",
      id: "problem",
      name: "Problem",
      device_class: "problem",
      value_template: onOff("problem"),
    },
    records_in_sync: {
      platform: "sensor",
      id: "records_in_sync",
      name: "Records in sync",
      icon: "mdi:dns",
      state_class: "measurement",
      unit_of_measurement: "records",
      suggested_display_precision: 0,
      ...diagnostic,
      value_template: show("records_in_sync"),
    },
    update_now: {
      platform: "button",
      id: "update_now",
      name: "Update now",
      icon: "mdi:cloud-sync",
      payload_press: "PRESS",
      command_topic: `${topics.commandRoot}update_now`,
    },
    automatic_updates: {
      platform: "switch",
      id: "automatic_updates",
      name: "Automatic updates",
      icon: "mdi:autorenew",
      entity_category: "config",
      command_topic: `${topics.commandRoot}automatic_updates`,
      value_template: onOff("automatic_updates"),
    },
    ip_changed: {
      platform: "event",
      id: "ip_changed",
      name: "IP changed",
      icon: "mdi:bell-ring",
      event_types: ["ipv4_changed", "ipv6_changed"],
      state_topic: topics.event,
    },
  };
}

/** How the home stands to the internet, as its router says. */
const NAT: Draft = {
  platform: "sensor",
  id: "nat",
  name: "NAT",
  icon: "mdi:router-network",
  device_class: "enum",
  options: [...NAT_VERDICTS],
  entity_category: "diagnostic",
  value_template: show("nat"),
};

function ofRecord({ key, name, type }: ShownRecord, topics: Topics): (readonly [string, Draft])[] {
  const topic = `${topics.recordRoot}${key}`;
  const sensor: Draft = {
    platform: "sensor",
    id: key,
    name: `${name} ${type}`,
    icon: "mdi:dns",
    state_topic: topic,
    value_template: show("content"),
    json_attributes_topic: topic,
    json_attributes_template: attributes(RECORD_ATTRIBUTES),
  };
  const cloud: Draft = {
    platform: "switch",
    id: `${key}_proxied`,
    name: `${name} ${type} proxied`,
    icon: "mdi:cloud",
    entity_category: "config",
    state_topic: topic,
    command_topic: `${topics.commandRoot}proxied_${key}`,
    value_template: `{{ 'None' if ${value("proxied")} is none else 'ON' if value_json.proxied else 'OFF' }}`,
  };
  return [
    [`record_${key}`, sensor],
    [`proxied_${key}`, cloud],
  ];
}

function ofList({ key, name }: ShownList, topics: Topics): readonly [string, Draft] {
  const topic = `${topics.wafRoot}${key}`;
  return [
    `waf_${key}`,
    {
      platform: "sensor",
      id: `waf_${key}`,
      name: `WAF list ${name}`,
      icon: "mdi:shield-check",
      entity_category: "diagnostic",
      state_topic: topic,
      value_template: `{{ ${value("prefixes", "[]")} | join(', ') or 'None' }}`,
      json_attributes_topic: topic,
      json_attributes_template: attributes(["outcome", "changed_at"]),
    },
  ];
}
