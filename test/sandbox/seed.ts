/** Answers for filling the sandbox: seeds are normalised as the API would, but bound by none of its rules. */

import { readPrefix } from "./addresses.ts";
import {
  plantLocation,
  plantZeroTrustList,
  type SeedLocation,
  type SeedZeroTrustList,
} from "./gateway/seed.ts";
import { type ItemInput, removeItems, upsertItems } from "./lists/items.ts";
import { addList, listsOf } from "./lists/lists.ts";
import { addOperation } from "./lists/pending.ts";
import { asciiName, recordName } from "./records/names.ts";
import { canonicalContent, type Fields, isProxiable, readSettings } from "./records/record-rules.ts";
import { stamped } from "./records/record-writes.ts";
import { ZoneRecords } from "./records/zone-records.ts";
import { permissions, readPermission } from "./server/permissions.ts";
import {
  accountName,
  defaultAccount,
  findZone,
  type IpList,
  nextId,
  type Plan,
  type State,
  type Zone,
  type ZoneStatus,
} from "./state.ts";

export interface SandboxSeed {
  /** A zone or list that is there already gets the records or items besides what it has. */
  zones?: SeedZone[];
  lists?: SeedList[];
  zeroTrustLists?: SeedZeroTrustList[];
  locations?: SeedLocation[];
  /** Networks that a location of somebody else holds. */
  takenNetworks?: string[];
  /** Accounts beside those that hold something, or names for them. */
  accounts?: { id: string; name?: string }[];
  /** Without any token, every well-formed one is a user token with every permission. */
  tokens?: SeedToken[];
}

export interface SeedZone {
  /** Unicode or ASCII. */
  name: string;
  plan?: Plan;
  status?: ZoneStatus;
  account?: string;
  id?: string;
  /** Decides the record quota of a Free zone (1,000 before 2024-09-01). Default 2025-01-01. */
  createdOn?: string;
  records?: SeedRecord[];
}

export interface SeedRecord {
  id?: string;
  name: string;
  type: string;
  content: string;
  ttl?: number;
  proxied?: boolean;
  comment?: string;
  tags?: string[];
  settings?: object;
}

export interface SeedList {
  account: string;
  name: string;
  description?: string;
  kind?: string;
  id?: string;
  /** A list that a rule uses cannot be deleted. Default 0. */
  referencingFilters?: number;
  items?: { ip: string; comment?: string }[];
  /** A write that an earlier run started and did not await. */
  pending?: SeedPending;
}

/** Ends once so many requests about the lists of its account have been answered; until then the account is busy. */
export interface SeedPending {
  settlesAfter: number;
  append?: { ip: string; comment?: string }[];
  /** Prefixes. */
  remove?: string[];
}

export interface SeedToken {
  value: string;
  kind?: "user" | "account";
  status?: "active" | "disabled" | "expired";
  expiresOn?: string;
  /** Under any of their names; omitted = all. */
  permissions?: string[];
  /** Zone names or ids; omitted = all. */
  zones?: string[];
  accounts?: string[];
  /** Addresses or CIDRs, compared with the told addresses and the peer's own. */
  clientAddresses?: string[];
}

export function plant(state: State, seed: SandboxSeed): void {
  for (const zone of seed.zones ?? []) plantZone(state, zone);
  for (const list of seed.lists ?? []) plantList(state, list);
  for (const list of seed.zeroTrustLists ?? []) plantZeroTrustList(state, list);
  for (const location of seed.locations ?? []) plantLocation(state, location);
  state.takenNetworks.push(...(seed.takenNetworks ?? []));
  for (const { id, name } of seed.accounts ?? []) state.accounts.set(id, name ?? accountName(state, id));
  for (const { value, permissions: named = permissions, ...token } of seed.tokens ?? []) {
    state.tokens.set(value, {
      kind: "user",
      status: "active",
      permissions: named.map(readPermission),
      ...token,
      ...(token.zones ? { zones: token.zones.map((zone) => asciiName(zone) ?? zone) } : {}),
      id: nextId(state),
    });
  }
}

function plantZone(state: State, seed: SeedZone): void {
  const name = asciiName(seed.name);
  if (name === undefined) throw new Error(`the seed names a zone that cannot exist: ${seed.name}`);
  const zone: Zone = findZone(state, name) ?? {
    id: seed.id ?? nextId(state),
    name,
    plan: "free",
    status: "active",
    account: defaultAccount,
    createdOn: "2025-01-01T05:20:00.12345Z",
    records: new ZoneRecords(),
  };
  if (seed.plan !== undefined) zone.plan = seed.plan;
  if (seed.status !== undefined) zone.status = seed.status;
  if (seed.account !== undefined) zone.account = seed.account;
  if (seed.createdOn !== undefined) zone.createdOn = seed.createdOn;
  state.zones.set(zone.id, zone);
  for (const record of seed.records ?? []) plantRecord(state, zone, record);
}

function plantRecord(state: State, zone: Zone, seed: SeedRecord): void {
  const name = recordName(seed.name, zone.name);
  if (name === undefined) throw new Error(`the seed names a record that cannot exist: ${seed.name}`);
  const content = canonicalContent(seed.type, seed.content) ?? seed.content;
  const proxied = seed.proxied ?? false;
  const fields: Fields = {
    name,
    type: seed.type,
    content,
    proxiable: isProxiable(seed.type, content),
    proxied,
    ttl: proxied ? 1 : (seed.ttl ?? 1),
    settings: readSettings(seed.settings, seed.type),
    comment: seed.comment || null,
    tags: seed.tags ?? [],
  };
  zone.records.put(stamped(state, fields, undefined, seed.id));
}

function plantList(state: State, seed: SeedList): void {
  const { items = [], kind = "ip", pending, ...own } = seed;
  const list =
    listsOf(state, seed.account).find(({ name }) => name === seed.name) ?? addList(state, { ...own, kind });
  upsertItems(state, list, items.map(readItem));
  if (pending !== undefined) plantPending(state, list, pending);
}

function plantPending(
  state: State,
  list: IpList,
  { settlesAfter, append = [], remove = [] }: SeedPending,
): void {
  const added = append.map(readItem);
  const going = remove.map((ip) => list.items.get(readItem({ ip }).ip)?.id ?? "");
  const apply = () => {
    removeItems(state, list, going);
    return upsertItems(state, list, added);
  };
  addOperation(state, list.account, apply, { requestsLeft: settlesAfter });
}

function readItem({ ip, comment }: { ip: string; comment?: string }): ItemInput {
  const reading = readPrefix(ip);
  if (!reading.ok) throw new Error(`the seed names an item that cannot exist: ${ip}`);
  return { ip: reading.prefix, sortKey: reading.sortKey, ...(comment ? { comment } : {}) };
}
