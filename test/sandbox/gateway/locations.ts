/** Answers for DNS locations: listing, creating, deleting, and the PUT that resets what it leaves out. */

import { placeholder } from "../placeholders.ts";
import { permissionMissing } from "../server/authentication.ts";
import { type Call, id, readObject } from "../server/call.ts";
import { type Answer, refusal, success } from "../server/envelope.ts";
import { holds } from "../server/permissions.ts";
import { type Location, nextId, nextUuid, type State, timestamp } from "../state.ts";
import { listed } from "./listing.ts";
import { type LocationFields, readLocation, sharedDestination } from "./location-fields.ts";
import { gatewayRoute, named } from "./routes.ts";

const all = "/accounts/:id/gateway/locations";
const one = `${all}/:id`;
const mostLocations = 250;
const writers = ["zero-trust:edit", "locations:edit"] as const;

// no PATCH: whoever changes one field writes all of them
export const locationRoutes = [
  gatewayRoute("GET", all, ["zero-trust:read", "locations:edit"], listLocations),
  gatewayRoute("POST", all, writers, createLocation),
  gatewayRoute("GET", one, ["zero-trust:read", "locations:edit"], (call) =>
    success(locationObject(namedLocation(call))),
  ),
  gatewayRoute("PUT", one, writers, replaceLocation),
  gatewayRoute("DELETE", one, writers, deleteLocation),
];

function locationsOf(state: State, account: string): Location[] {
  return [...state.locations.values()].filter((location) => location.account === account);
}

export function addLocation(
  state: State,
  account: string,
  { dns_destination_ips_id, ...fields }: LocationFields,
  givenId?: string,
): Location {
  const now = timestamp(state);
  const subdomain = nextId(state).slice(0, 10);
  const location: Location = {
    ...fields,
    id: givenId ?? nextId(state),
    account,
    ip: `2a06:98c1:54::${subdomain.slice(0, 4)}`,
    doh_subdomain: subdomain,
    dns_destination_ips_id: dns_destination_ips_id ?? sharedDestination,
    dns_destination_ipv6_block_id: nextUuid(state),
    ipv4_destination: "172.64.36.1",
    ipv4_destination_backup: "172.64.36.2",
    created_at: now,
    updated_at: now,
  };
  state.locations.set(location.id, location);
  beTheOnlyDefault(state, location);
  return location;
}

function listLocations({ state, ids, query }: Call): Answer {
  const rows = listed(locationsOf(state, ids[0] ?? ""), query, {
    name: (location) => location.name,
    id: (location) => location.id,
    is_default: (location) => location.client_default,
    created_at: (location) => location.created_at,
    updated_at: (location) => location.updated_at,
  });
  return success(rows.map(locationObject));
}

function createLocation(call: Call): Answer {
  const { state } = call;
  const account = id(call, 0);
  const fields = readLocation(state, readObject(call), []);
  refuseWithoutRequiredToken(call, fields);
  const own = locationsOf(state, account);
  refuseSameName(own, fields.name);
  if (own.length >= mostLocations) {
    throw refusal(400, placeholder.gatewayQuota, `an account may have ${mostLocations} locations`);
  }
  return success(locationObject(addLocation(state, account, fields)));
}

/** Everything that may be written takes its default unless it is sent; `dns_destination_ips_id` alone is kept. */
function replaceLocation(call: Call): Answer {
  const { state } = call;
  const location = namedLocation(call);
  refuseWithoutRequiredToken(call, location);
  const { dns_destination_ips_id, ...fields } = readLocation(
    state,
    readObject(call),
    location.networks ?? [],
  );
  refuseSameName(
    locationsOf(state, location.account).filter((other) => other !== location),
    fields.name,
  );
  Object.assign(location, fields, { updated_at: timestamp(state) });
  if (dns_destination_ips_id !== undefined) location.dns_destination_ips_id = dns_destination_ips_id;
  beTheOnlyDefault(state, location);
  return success(locationObject(location));
}

function deleteLocation(call: Call): Answer {
  const location = namedLocation(call);
  refuseWithoutRequiredToken(call, location);
  call.state.locations.delete(location.id);
  return success({});
}

function namedLocation(call: Call): Location {
  return named(call, call.state.locations, "location");
}

/** The permission for secure locations reaches no further than to those whose DoH endpoint asks for a token. */
function refuseWithoutRequiredToken({ state, token }: Call, location: Pick<Location, "endpoints">): void {
  if (holds(token.permissions, "zero-trust:edit") || location.endpoints?.doh.require_token === true) return;
  throw permissionMissing(state);
}

function refuseSameName(others: readonly Location[], name: string): void {
  if (!others.some((other) => other.name === name)) return;
  throw refusal(409, placeholder.gatewayDuplicate, `a location named "${name}" exists already`);
}

function beTheOnlyDefault(state: State, location: Location): void {
  if (!location.client_default) return;
  for (const other of locationsOf(state, location.account)) other.client_default = other === location;
}

function locationObject({ account, ...location }: Location): object {
  return location;
}
