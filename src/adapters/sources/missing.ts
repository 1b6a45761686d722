/** Stands in for a push source whose connection this installation does not have. */

import type { AddressSource } from "../../ports.ts";
import { unavailable } from "./detections.ts";

/** Sources that somebody else feeds: their connections are made outside of the engine. */
export type PushKind = "homeassistant" | "mqtt" | "supervisor" | "push";

const MISSING: Readonly<Record<PushKind, string>> = {
  homeassistant:
    "there is no connection to Home Assistant here; set HOME_ASSISTANT_URL and HOME_ASSISTANT_TOKEN",
  mqtt: "there is no connection to a broker here; set MQTT_URL",
  push: "nobody can tell an address here; set PUSH_ADDRESS and PUSH_CLIENTS",
  supervisor: "there is no Supervisor here; this source works in the Home Assistant app alone",
};

export function missingSource(kind: PushKind, name: string): AddressSource {
  return { name, detect: async () => unavailable(name, MISSING[kind]) };
}
