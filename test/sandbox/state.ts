/** Answers for everything the sandbox remembers: tokens, zones, lists, operations, the clock, and the ids it hands out. */

import { createHash } from "node:crypto";
import { asciiName } from "./records/names.ts";
import type { ZoneRecords } from "./records/zone-records.ts";
import type { Switches } from "./switches.ts";

export const defaultAccount = "0123456789abcdef0123456789abcdef";

export type Plan = "free" | "pro" | "business" | "enterprise";
export type ZoneStatus = "active" | "pending" | "initializing" | "moved" | "deactivated";

export interface Token {
  id: string;
  kind: "user" | "account";
  status: "active" | "disabled" | "expired";
  expiresOn?: string;
  permissions: readonly string[];
  /** Zone names in ASCII, or zone ids; undefined = no restriction. Likewise accounts. */
  zones?: readonly string[];
  accounts?: readonly string[];
  clientAddresses?: readonly string[];
}

export interface Zone {
  id: string;
  /** ASCII; the Unicode form is computed where it is told. */
  name: string;
  plan: Plan;
  status: ZoneStatus;
  account: string;
  createdOn: string;
  records: ZoneRecords;
}

export interface ListItem {
  id: string;
  ip: string;
  sortKey: string;
  comment?: string;
  created_on: string;
  modified_on: string;
}

export interface IpList {
  id: string;
  account: string;
  name: string;
  description?: string;
  kind: string;
  referencingFilters: number;
  createdOn: string;
  modifiedOn: string;
  /** By normalised prefix. */
  items: Map<string, ListItem>;
}

/** One bulk operation; `apply` runs when it ends, and answers the reason if it cannot be done. */
export interface Operation {
  id: string;
  account: string;
  status: "pending" | "running" | "completed" | "failed";
  startedAt: number;
  polls: number;
  neverEnds: boolean;
  /** So many more requests of the account's lists, and it ends; undefined = by polls and time. */
  requestsLeft?: number;
  failure?: string;
  completed?: string;
  error?: string;
  apply: () => string | undefined;
}

export interface ZeroTrustItem {
  value: string;
  description?: string;
  created_at: string;
}

export interface ZeroTrustList {
  /** A UUID, dashes and all. */
  id: string;
  account: string;
  name: string;
  type: "SERIAL" | "URL" | "DOMAIN" | "EMAIL" | "IP" | "CATEGORY" | "LOCATION" | "DEVICE" | "AAGUID";
  description: string;
  createdAt: string;
  updatedAt: string;
  /** By what makes two values the same. */
  items: Map<string, ZeroTrustItem>;
}

export interface Network {
  network: string;
}

export interface Endpoints {
  doh: { enabled: boolean; networks: Network[]; require_token: boolean };
  dot: { enabled: boolean; networks: Network[] };
  ipv4: { enabled: boolean };
  ipv6: { enabled: boolean; networks: Network[] };
}

export type MaxTtl = { mode: "inherit" | "disabled" } | { mode: "override"; ttl_secs: number };

/** A DNS location in the words of the API; only `account` is not told. */
export interface Location {
  readonly id: string;
  readonly account: string;
  name: string;
  client_default: boolean;
  ecs_support: boolean;
  endpoints: Endpoints | null;
  max_ttl: MaxTtl | null;
  networks: Network[] | null;
  dns_destination_ips_id: string;
  readonly dns_destination_ipv6_block_id: string;
  readonly ip: string;
  readonly doh_subdomain: string;
  readonly ipv4_destination: string;
  readonly ipv4_destination_backup: string;
  readonly created_at: string;
  updated_at: string;
}

export interface State {
  now: () => number;
  switches: Switches;
  tokens: Map<string, Token>;
  zones: Map<string, Zone>;
  lists: Map<string, IpList>;
  operations: Map<string, Operation>;
  zeroTrustLists: Map<string, ZeroTrustList>;
  locations: Map<string, Location>;
  /** What locations of other people hold: the API gives it to nobody else. */
  takenNetworks: string[];
  /** Names by id, also of accounts that hold nothing. */
  accounts: Map<string, string>;
  /** The address of the client as the world sees it; told by the echo routes, tested by token filters. */
  addresses: Record<4 | 6, string>;
  listOperationPolls: number;
  listOperationMs: number;
  ids: number;
}

export function accountName(state: State, account: string): string {
  const usual = account === defaultAccount ? "Home" : `Account ${account.slice(0, 6)}`;
  return state.accounts.get(account) ?? usual;
}

/** The next id: 32 lower-case hex digits, the same in every run. */
export function nextId(state: State): string {
  state.ids++;
  return createHash("sha256").update(`sandbox ${state.ids}`).digest("hex").slice(0, 32);
}

/** The next id in the form that Zero Trust lists have. */
export function nextUuid(state: State): string {
  return nextId(state).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Fractions of a second with trailing zeros cut, as records and zones carry them. */
export function timestamp(state: State): string {
  return new Date(state.now()).toISOString().replace(/\.?0*Z$/, "Z");
}

/** Whole seconds, as lists carry them. */
export function wholeSeconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

export function findZone(state: State, name: string): Zone | undefined {
  const ascii = asciiName(name);
  return [...state.zones.values()].find((zone) => zone.name === ascii);
}
