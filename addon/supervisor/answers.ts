/** Reads the Supervisor's answers: the values we use out of unknown JSON, undefined where the shape is another one. */

import { isIPv4 } from "node:net";
import { Secret } from "../../src/index.ts";

/** Where the broker is and how to log in. */
export interface MqttService {
  readonly host: string;
  readonly port: number;
  readonly ssl: boolean;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
}

/** One network interface of the host. */
export interface HostInterface {
  readonly name: string;
  readonly connected: boolean;
  /** Carries the default route. */
  readonly primary: boolean;
  /** With prefix lengths: `192.0.2.10/24`. */
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
  /** IPv4 address, undefined where the interface has none. */
  readonly gateway: string | undefined;
}

export function parseMqttService(data: unknown): MqttService | undefined {
  if (!isObject(data)) return undefined;
  const { host, port, ssl, username, password } = data;
  if (typeof host !== "string" || host === "" || typeof port !== "number") return undefined;
  return {
    host,
    port,
    ssl: ssl === true,
    username: filledText(username),
    password: filledText(password) === undefined ? undefined : new Secret(filledText(password) ?? ""),
  };
}

export function parseNetwork(data: unknown): readonly HostInterface[] | undefined {
  if (!isObject(data) || !Array.isArray(data["interfaces"])) return undefined;
  return data["interfaces"].filter(isObject).flatMap((entry) =>
    typeof entry["interface"] === "string"
      ? [
          {
            name: entry["interface"],
            connected: entry["connected"] === true,
            primary: entry["primary"] === true,
            ipv4: addresses(entry["ipv4"]),
            ipv6: addresses(entry["ipv6"]),
            gateway: gatewayOf(entry["ipv4"]),
          },
        ]
      : [],
  );
}

/** Of `/addons/self/info`. */
export function parseSlug(data: unknown): string | undefined {
  const slug = isObject(data) ? data["slug"] : undefined;
  return typeof slug === "string" && /^[-_.A-Za-z0-9]+$/.test(slug) ? slug : undefined;
}

function addresses(family: unknown): readonly string[] {
  if (!isObject(family) || !Array.isArray(family["address"])) return [];
  return family["address"].filter((address) => typeof address === "string");
}

function gatewayOf(family: unknown): string | undefined {
  const text = isObject(family) ? filledText(family["gateway"]) : undefined;
  return text !== undefined && isIPv4(text) ? text : undefined;
}

function filledText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
