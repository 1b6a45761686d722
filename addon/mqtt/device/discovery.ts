/** The device message: everything Home Assistant needs to know to show the instance as one device. */

import { type Config, type CycleReport, configUses, NAT_VERDICTS, traitsOf } from "../../../src/index.ts";
import { deviceId, listRoot, type Topics, topicsOf } from "../topics.ts";
import { sitePlaces } from "./addresses.ts";
import type { Component, Draft } from "./component.ts";
import { entityIds } from "./entity-ids.ts";
import { fixedComponents } from "./fixed-components.ts";
import { type ShownList, type ShownRecord, shownFamilies, shownLists, shownRecords } from "./shown.ts";
import { attributes, onOffOrUnknown, show, value } from "./templates.ts";

const PROJECT_URL = "https://github.com/homeward/cloudflare-ddns";
const RECORD_ATTRIBUTES = ["zone", "type", "proxied", "ttl", "outcome", "changed_at"];

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
      ...fixedComponents(topics, shownFamilies(config), sitePlaces(config)),
      ...(configUses(config, "router") ? { nat: NAT } : {}),
      ...(config.verify === "off" ? {} : { published: PUBLISHED }),
      ...Object.fromEntries(
        shownRecords(config, extras.report).flatMap((record) => ofRecord(record, topics)),
      ),
      ...Object.fromEntries(shownLists(config).map((list) => ofList(list, topics))),
    }),
  };
  return { topic: topics.config, payload: JSON.stringify(message) };
}

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

/** Class problem, so "on" says that the world sees something else than what was published. */
const PUBLISHED: Draft = {
  platform: "binary_sensor",
  id: "published",
  name: "Published",
  device_class: "problem",
  value_template: onOffOrUnknown("published"),
};

function ofRecord({ key, name, type, site }: ShownRecord, topics: Topics): (readonly [string, Draft])[] {
  const topic = `${topics.recordRoot}${key}`;
  const sensor: Draft = {
    platform: "sensor",
    id: key,
    name: `${name} ${type}`,
    icon: "mdi:dns",
    state_topic: topic,
    value_template: show("content"),
    json_attributes_topic: topic,
    json_attributes_template: attributes([...RECORD_ATTRIBUTES, ...(site === "" ? [] : ["site"])]),
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

function ofList({ key, kind, name }: ShownList, topics: Topics): readonly [string, Draft] {
  const { entity, noun } = traitsOf(kind);
  const topic = `${listRoot(topics.root, kind)}${key}`;
  return [
    `${entity}_${key}`,
    {
      platform: "sensor",
      id: `${entity}_${key}`,
      name: `${noun} ${name}`,
      icon: "mdi:shield-check",
      entity_category: "diagnostic",
      state_topic: topic,
      value_template: `{{ ${value("prefixes", "[]")} | join(', ') or 'None' }}`,
      json_attributes_topic: topic,
      json_attributes_template: attributes(["outcome", "changed_at"]),
    },
  ];
}
