/** Answers for everything the sandbox remembers: tokens, zones, lists, operations, the clock, and the ids it hands out. */

import { createHash } from "node:crypto";
import { asciiName } from "./records/names.ts";
import type { ZoneRecords } from "./records/zone-records.ts";
import type { Switches } from "./switches.ts";

export const defaultAccount = "0123456789abcdef0123456789abcdef";

export type Plan = "free" | "pro" | "business" | "enterprise";
export type ZoneStatus = "active" | "pending" | "initializing" | "moved";

export const permissions = ["dns:read", "dns:edit", "zone:read", "lists:read", "lists:edit"] as const;
export type Permission = (typeof permissions)[number];

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
  failure?: string;
  completed?: string;
  error?: string;
  apply: () => string | undefined;
}

export interface State {
  now: () => number;
  switches: Switches;
  tokens: Map<string, Token>;
  zones: Map<string, Zone>;
  lists: Map<string, IpList>;
  operations: Map<string, Operation>;
  /** The address of the client as the world sees it; told by the echo routes, tested by token filters. */
  addresses: Record<4 | 6, string>;
  listOperationPolls: number;
  listOperationMs: number;
  ids: number;
}

/** The next id: 32 lower-case hex digits, the same in every run. */
export function nextId(state: State): string {
  state.ids++;
  return createHash("sha256").update(`sandbox ${state.ids}`).digest("hex").slice(0, 32);
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
