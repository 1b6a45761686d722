/** Answers for filling the gateway: lists and locations as they are given, bound by none of the API's rules. */

import type { Endpoints, MaxTtl, Network, State, ZeroTrustList } from "../state.ts";
import { withItems } from "./items.ts";
import { addZeroTrustList, zeroTrustListsOf } from "./lists.ts";
import { newLocation } from "./location-fields.ts";
import { addLocation } from "./locations.ts";

export interface SeedZeroTrustList {
  account: string;
  name: string;
  /** Default IP. */
  type?: ZeroTrustList["type"];
  description?: string;
  id?: string;
  items?: { value: string; description?: string }[];
}

/** What is left out is what a new location has. */
export interface SeedLocation {
  account: string;
  name: string;
  id?: string;
  client_default?: boolean;
  ecs_support?: boolean;
  endpoints?: Endpoints | null;
  max_ttl?: MaxTtl | null;
  networks?: Network[] | null;
  dns_destination_ips_id?: string;
}

/** A list of the same name gets the items besides those it has. */
export function plantZeroTrustList(state: State, seed: SeedZeroTrustList): void {
  const { items = [], type = "IP", description = "", ...own } = seed;
  const held = zeroTrustListsOf(state, seed.account).find(({ name }) => name === seed.name);
  withItems(state, held ?? addZeroTrustList(state, { ...own, type, description }), items);
}

export function plantLocation(state: State, { account, id, ...fields }: SeedLocation): void {
  addLocation(state, account, { ...newLocation(), ...fields }, id);
}
