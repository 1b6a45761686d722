/** What pick-lists and the token test ask of an account: names and ids, and nothing that is secret. */

import type { AccountSession } from "../shared/account/account-session.ts";
import type { DdnsError, ListKind, TokenCheck } from "../shared/engine.ts";

export interface ZoneEntry {
  readonly id: string;
  readonly name: string;
}

/** `types`: A, AAAA or both. */
export interface RecordEntry {
  readonly name: string;
  readonly types: readonly string[];
}

export interface ListEntry {
  /** `<account id>/<name>`, as the node keeps it. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

/** Zones by name. */
export async function lookUpZones(
  session: AccountSession,
  signal: AbortSignal,
): Promise<readonly ZoneEntry[]> {
  const zones = await session.read(signal, ({ dns }, linked) => dns.zones([], linked));
  return zones.map(({ id, name }) => ({ id, name })).sort(byName);
}

/** Names of the zone that hold addresses, by name. */
export async function lookUpRecords(
  session: AccountSession,
  zoneId: string,
  signal: AbortSignal,
): Promise<readonly RecordEntry[]> {
  const records = await session.read(signal, async ({ dns }, linked) =>
    dns.records(await dns.zone(zoneId, linked), [], linked),
  );
  const types = new Map<string, Set<string>>();
  for (const { name, type } of records) {
    if (type === "A" || type === "AAAA") types.set(name, (types.get(name) ?? new Set()).add(type));
  }
  return [...types].map(([name, found]) => ({ name, types: [...found].sort() })).sort(byName);
}

/** Lists of one kind, of every Cloudflare account whose zones the token sees; those for something else than addresses are left out. */
export async function lookUpLists(
  session: AccountSession,
  kind: ListKind,
  signal: AbortSignal,
): Promise<readonly ListEntry[]> {
  const accountIds = await session.accountIds(signal);
  const perAccount = await session.read(signal, ({ lists }, linked) =>
    Promise.all(accountIds.map((id) => lists[kind].lists(id, linked))),
  );
  return perAccount
    .flat()
    .filter(({ holdsOther }) => holdsOther === undefined)
    .map(({ accountId, name, description }) => ({ id: `${accountId}/${name}`, name, description }))
    .sort(byName);
}

/** Which permissions the token has, and which it lacks. */
export async function testToken(
  session: AccountSession,
  signal: AbortSignal,
): Promise<Omit<TokenCheck, "error"> & { readonly error: ReturnType<typeof describeError> | null }> {
  const { accepted, zones, permissions, error } = await session.read(signal, (account, linked) =>
    account.checkToken(linked),
  );
  return { accepted, zones, permissions, error: error === null ? null : describeError(error) };
}

/** An error as an admin answer holds it. */
export function describeError({ code, message }: DdnsError): {
  readonly code: string;
  readonly message: string;
} {
  return { code, message };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
