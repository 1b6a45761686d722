/** The entities that every device has, whatever it keeps right. */

import type { Topics } from "../topics.ts";
import type { FamilyKey } from "./addresses.ts";
import type { Draft } from "./component.ts";
import { attributes, onOff, show } from "./templates.ts";

const NAMES: Readonly<Record<FamilyKey, string>> = { ipv4: "Public IPv4", ipv6: "Public IPv6" };
const ICONS: Readonly<Record<FamilyKey, string>> = {
  ipv4: "mdi:ip-network",
  ipv6: "mdi:ip-network-outline",
};

/** `families`: those that anything is asked for; of another one there is no entity. */
export function fixedComponents(topics: Topics, families: readonly FamilyKey[]): Record<string, Draft> {
  const diagnostic = { entity_category: "diagnostic" };
  return {
    ...inFamilies(families, ofFamily),
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
    ...inFamilies(families, sinceOfFamily),
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
      event_types: families.map((family) => `${family}_changed`),
      state_topic: topics.event,
    },
  };
}

function inFamilies(
  families: readonly FamilyKey[],
  make: (family: FamilyKey) => readonly [string, Draft],
): Record<string, Draft> {
  return Object.fromEntries(families.map(make));
}

function ofFamily(family: FamilyKey): readonly [string, Draft] {
  return [
    family,
    {
      platform: "sensor",
      id: `public_${family}`,
      name: NAMES[family],
      icon: ICONS[family],
      value_template: show(family),
    },
  ];
}

function sinceOfFamily(family: FamilyKey): readonly [string, Draft] {
  return [
    `${family}_since`,
    {
      platform: "sensor",
      id: `public_${family}_since`,
      name: `${NAMES[family]} since`,
      device_class: "timestamp",
      value_template: show(`${family}_since`),
    },
  ];
}
