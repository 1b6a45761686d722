/** The entities that every device has, whatever it keeps right. */

import type { Topics } from "../topics.ts";
import { type FamilyKey, HOME, type Place } from "./addresses.ts";
import type { Draft } from "./component.ts";
import { attributes, onOff, show } from "./templates.ts";

const NAMES: Readonly<Record<FamilyKey, string>> = { ipv4: "Public IPv4", ipv6: "Public IPv6" };
const ICONS: Readonly<Record<FamilyKey, string>> = {
  ipv4: "mdi:ip-network",
  ipv6: "mdi:ip-network-outline",
};

/**
 * `families`: those of the home that anything is asked for, of another one there is no entity; `places`: the same for the
 * named sites.
 */
export function fixedComponents(
  topics: Topics,
  families: readonly FamilyKey[],
  places: readonly Place[],
): Record<string, Draft> {
  const home = HOME.filter(({ family }) => families.includes(family));
  const diagnostic = { entity_category: "diagnostic" };
  return {
    ...at([...home, ...places], addressAt),
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
    ...at([...home, ...places], sinceAt),
    address_changes: {
      platform: "sensor",
      id: "address_changes",
      name: "Address changes",
      icon: "mdi:counter",
      state_class: "measurement",
      unit_of_measurement: "changes",
      suggested_display_precision: 0,
      ...diagnostic,
      value_template: show("address_changes"),
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
      event_types: [...home, ...places].map(({ key }) => `${key}_changed`),
      state_topic: topics.event,
    },
  };
}

function at(
  places: readonly Place[],
  make: (place: Place) => readonly [string, Draft],
): Record<string, Draft> {
  return Object.fromEntries(places.map(make));
}

function addressAt({ key, site, family }: Place): readonly [string, Draft] {
  const draft = { platform: "sensor", icon: ICONS[family], value_template: showAt(key) };
  return [key, { ...draft, id: idAt(site, family), name: nameAt(site, family) }];
}

function sinceAt({ key, site, family }: Place): readonly [string, Draft] {
  const draft = { platform: "sensor", device_class: "timestamp", value_template: showAt(`${key}_since`) };
  return [
    `${key}_since`,
    { ...draft, id: `${idAt(site, family)}_since`, name: `${nameAt(site, family)} since` },
  ];
}

function idAt(site: string, family: FamilyKey): string {
  return site === "" ? `public_${family}` : `${site}_public_${family}`;
}

function nameAt(site: string, family: FamilyKey): string {
  return site === "" ? NAMES[family] : `${NAMES[family]} at ${site}`;
}

/** The name of a site may begin with a digit, or be a word of the template language. */
function showAt(key: string): string {
  return /^ipv[46]/.test(key) ? show(key) : `{{ value_json['${key}'] | default(none) }}`;
}
