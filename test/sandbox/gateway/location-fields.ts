/** Answers for what may be written of a DNS location: each field with its check, and its default where it is left out. */

import { placeholder } from "../placeholders.ts";
import { isObject, refusal } from "../server/envelope.ts";
import type { Endpoints, Location, MaxTtl, Network, State } from "../state.ts";
import { overlaps, readCidr } from "./networks.ts";

/** The pair of IPv4 addresses that every location shares unless it was given one of its own. */
export const sharedDestination = "0e4a32c6-6fb8-4858-9296-98f51631e8e6";

const mostNetworks = 1500;

export type LocationFields = Pick<
  Location,
  "name" | "client_default" | "ecs_support" | "endpoints" | "max_ttl" | "networks"
> & { dns_destination_ips_id?: string };

/** All that a location has without anybody asking; the name is for the caller to say. */
export function newLocation(): Omit<LocationFields, "name"> {
  return {
    client_default: false,
    ecs_support: false,
    endpoints: readEndpoints(undefined),
    max_ttl: { mode: "inherit" },
    networks: null,
  };
}

/** `held` are the networks that the location has already: they are its own, whoever else claims them. */
export function readLocation(
  state: State,
  body: Record<string, unknown>,
  held: readonly Network[],
): LocationFields {
  const { name, client_default, ecs_support, dns_destination_ips_id, max_ttl, networks, endpoints } = body;
  if (typeof name !== "string" || name.trim() === "") throw badField("name");
  if (dns_destination_ips_id != null && typeof dns_destination_ips_id !== "string") {
    throw badField("dns_destination_ips_id");
  }
  const read = readNetworks("networks", networks, 4);
  refuseTaken(state, read ?? [], held);
  return {
    name,
    client_default: readBoolean("client_default", client_default, false),
    ecs_support: readBoolean("ecs_support", ecs_support, false),
    endpoints: readEndpoints(endpoints),
    max_ttl: readMaxTtl(max_ttl),
    networks: read,
    ...(dns_destination_ips_id == null ? {} : { dns_destination_ips_id }),
  };
}

function readEndpoints(endpoints: unknown): Endpoints {
  const { doh, dot, ipv4, ipv6 } = endpoints == null ? blankEndpoints() : asObject("endpoints", endpoints);
  return {
    doh: { ...readEndpoint("doh", doh), require_token: readFlag("doh", doh, "require_token", false) },
    dot: readEndpoint("dot", dot),
    ipv4: { enabled: readFlag("ipv4", ipv4, "enabled", true) },
    ipv6: readEndpoint("ipv6", ipv6, 6),
  };
}

function blankEndpoints(): Record<keyof Endpoints, unknown> {
  return { doh: {}, dot: {}, ipv4: {}, ipv6: {} };
}

function readEndpoint(
  name: string,
  endpoint: unknown,
  family?: 6,
): { enabled: boolean; networks: Network[] } {
  const { networks } = asObject(`endpoints.${name}`, endpoint);
  return {
    enabled: readFlag(name, endpoint, "enabled", true),
    networks: readNetworks(`endpoints.${name}.networks`, networks, family) ?? [],
  };
}

function readFlag(name: string, endpoint: unknown, field: string, usual: boolean): boolean {
  return readBoolean(`endpoints.${name}.${field}`, asObject(`endpoints.${name}`, endpoint)[field], usual);
}

/** `ttl_secs` belongs to `override` and to nothing else. */
function readMaxTtl(maxTtl: unknown): MaxTtl {
  if (maxTtl == null) return { mode: "inherit" };
  const { mode, ttl_secs } = asObject("max_ttl", maxTtl);
  if (mode === "override" && typeof ttl_secs === "number" && Number.isInteger(ttl_secs) && ttl_secs > 0) {
    return { mode, ttl_secs };
  }
  if ((mode === "inherit" || mode === "disabled") && ttl_secs == null) return { mode };
  throw badField("max_ttl");
}

function readNetworks(field: string, networks: unknown, family?: 4 | 6): Network[] | null {
  if (networks == null) return null;
  if (!Array.isArray(networks) || networks.length > mostNetworks) throw badField(field);
  return networks.map((entry: unknown) => {
    const { network } = asObject(field, entry);
    const cidr = typeof network === "string" ? readCidr(network) : undefined;
    if (cidr === undefined || (family !== undefined && cidr.family !== family)) {
      throw badField(field, `"${String(network)}" is not an ${family === 4 ? "IPv4" : "IP"} network`);
    }
    if (field === "networks" && cidr.length < 24) {
      throw badField(field, `"${cidr.text}" is wider than /24`);
    }
    return { network: cidr.text };
  });
}

/** Two homes cannot both be where one address comes from. */
function refuseTaken(state: State, wanted: readonly Network[], held: readonly Network[]): void {
  const fresh = wanted.filter(({ network }) => !held.some((one) => one.network === network));
  const taken = fresh.find(({ network }) => state.takenNetworks.some((other) => overlaps(network, other)));
  if (taken === undefined) return;
  throw refusal(
    400,
    placeholder.gatewayTaken,
    `the source network ${taken.network} is in use by another location`,
  );
}

function readBoolean(field: string, value: unknown, usual: boolean): boolean {
  if (value == null) return usual;
  if (typeof value === "boolean") return value;
  throw badField(field);
}

function asObject(field: string, value: unknown): Record<string, unknown> {
  if (isObject(value)) return value;
  throw badField(field);
}

function badField(field: string, reason = "invalid value"): Error {
  return refusal(400, placeholder.gatewayInput, `${field}: ${reason}`);
}
