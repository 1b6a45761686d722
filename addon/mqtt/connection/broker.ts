/** Which broker to use: the one of the settings or, in the app, the one that the Supervisor knows. */

import { type Config, DdnsError, type Secret } from "../../../src/index.ts";
import type { Supervisor } from "../../supervisor/client.ts";

export interface Broker {
  /** `mqtt:`, `mqtts:`, `ws:` or `wss:`, without user and password. */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: Secret | undefined;
  /** PEM file of the authority that signed the broker's certificate. */
  readonly caFile?: string | undefined;
  /** The same as text. */
  readonly ca?: string | undefined;
  /** The setting that holds it, for people; default MQTT_CA_FILE. */
  readonly caSetting?: string | undefined;
}

/** Asked before each attempt to connect, as a broker that was installed anew has another password. Rejects with DdnsError. */
export type FindBroker = () => Promise<Broker>;

/** Explicit settings win over the Supervisor; undefined where there is neither, so that MQTT is off. */
export function findBroker(
  config: Pick<Config, "mqtt">,
  supervisor: Pick<Supervisor, "mqtt"> | undefined,
): FindBroker | undefined {
  const { mqtt } = config;
  const trust = {
    ca: mqtt?.ca,
    ...(supervisor === undefined ? {} : { caSetting: "mqtt.ca" }),
  };
  if (mqtt?.url)
    return async () => ({
      url: mqtt.url,
      username: mqtt.username,
      password: mqtt.password,
      caFile: mqtt.caFile,
      ...trust,
    });
  if (supervisor === undefined) return undefined;
  return async () => {
    const service = await supervisor.mqtt();
    if (service === undefined)
      throw new DdnsError(
        "UNAVAILABLE",
        "Home Assistant has no MQTT broker; install the Mosquitto app, or name a broker in the option mqtt.",
      );
    const host = service.host.includes(":") ? `[${service.host}]` : service.host;
    return {
      url: `${service.ssl ? "mqtts" : "mqtt"}://${host}:${service.port}`,
      username: service.username,
      password: service.password,
      ...trust,
    };
  };
}

/** For people: address and port, never the user, password, path or query. */
export function describeBroker({ url }: Broker): string {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}`;
  } catch {
    return "(unreadable address)";
  }
}
