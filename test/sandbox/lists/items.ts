/** Answers for the items of a list: reading them page by page, and the three writes that become operations. */

import { readPrefix } from "../addresses.ts";
import { type Call, type Route, readJson, readObject } from "../server/call.ts";
import { type Answer, type CursorInfo, isObject, refusal, success, wholeNumber } from "../server/envelope.ts";
import { accountLimits } from "../server/limits.ts";
import { type IpList, type ListItem, nextId, type State, wholeSeconds } from "../state.ts";
import { badInput, listRoute, listsOf, namedList } from "./lists.ts";
import { startOperation } from "./operations.ts";

const path = "/accounts/:id/rules/lists/:id/items";

export const itemRoutes: readonly Route[] = [
  listRoute("GET", path, "lists:read", listItems),
  listRoute("POST", path, "lists:edit", (call) => {
    const list = namedList(call);
    const items = readItems(list, readJson(call));
    if (items.length === 0) throw badInput("filters.api.no_items");
    const started = startOperation(call, () => upsertItems(call.state, list, items));
    return success(started, { status: call.state.switches.itemsPosted });
  }),
  listRoute("PUT", path, "lists:edit", (call) => {
    const list = namedList(call);
    const items = readItems(list, readJson(call));
    return success(startOperation(call, () => replaceItems(call.state, list, items)));
  }),
  listRoute("DELETE", path, "lists:edit", (call) => {
    const list = namedList(call);
    const ids = readIds(readObject(call)["items"]);
    const check = () => refuseAbsent(call.state, list, ids);
    return success(startOperation(call, () => removeItems(call.state, list, ids), check));
  }),
];

export interface ItemInput {
  ip: string;
  sortKey: string;
  comment?: string;
}

function listItems(call: Call): Answer {
  const { query, state } = call;
  const search = query.get("search")?.toLowerCase() ?? "";
  const items = sortedItems(namedList(call)).filter(({ ip }) => ip.startsWith(search));
  const perPage = wholeNumber(query.get("per_page"), state.switches.itemsPerPage, 1, 500);
  const start = readCursor(query.get("cursor"));
  const info: CursorInfo = {
    cursors: {
      ...(start > 0 ? { before: cursor(Math.max(0, start - perPage)) } : {}),
      ...(start + perPage < items.length ? { after: cursor(start + perPage) } : {}),
    },
  };
  const rows = items.slice(start, start + perPage).map(({ sortKey, ...item }) => item);
  return success(rows, { info });
}

export function sortedItems(list: IpList): ListItem[] {
  return [...list.items.values()].sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1));
}

function cursor(start: number): string {
  return Buffer.from(`from ${start}`).toString("base64url");
}

function readCursor(text: string | null): number {
  if (text === null || text === "") return 0;
  const start = /^from (\d+)$/.exec(Buffer.from(text, "base64url").toString())?.[1];
  if (start === undefined) throw badInput("filters.api.invalid_cursor");
  return Number(start);
}

/** Checked at once, before any operation starts: form, prefix length, comment, duplicates within the request. */
function readItems(list: IpList, body: unknown): ItemInput[] {
  if (list.kind !== "ip" || !Array.isArray(body)) throw badInput("filters.api.invalid_items");
  const items = body.map(readItem);
  const seen = new Set<string>();
  for (const [position, { ip }] of items.entries()) {
    if (seen.has(ip)) {
      const sent: unknown = body[position].ip;
      throw refusal(
        400,
        10028,
        `"${sent}" is not a valid value for ip because filters.api.duplicate_item_value`,
      );
    }
    seen.add(ip);
  }
  return items;
}

function readItem(item: unknown, position: number): ItemInput {
  const { ip, comment } = isObject(item) ? item : {};
  const reading = readPrefix(typeof ip === "string" ? ip : "");
  if (!reading.ok) {
    const reasons = {
      "not-an-address": "invalid IP address",
      "length-v4": "IPv4 CIDRs should have a prefix length from /8 to /32 inclusive",
      "length-v6": "IPv6 CIDRs should have a prefix length from /12 to /128 inclusive",
    };
    const reason = `filters.api.${reasons[reading.reason]}`;
    throw refusal(400, 10035, `invalid value for ip at position ${position}: ${reason}`);
  }
  if (comment !== undefined && (typeof comment !== "string" || comment.length > 500)) {
    throw refusal(400, 10035, `invalid value for comment at position ${position}: filters.api.too_long`);
  }
  return { ip: reading.prefix, sortKey: reading.sortKey, ...(comment ? { comment } : {}) };
}

function readIds(items: unknown): string[] {
  const ids = Array.isArray(items) ? items.map((item) => (isObject(item) ? item["id"] : undefined)) : [];
  if (ids.length > 0 && ids.every((id) => typeof id === "string")) return ids;
  throw badInput("filters.api.no_items");
}

/** An item that somebody else removed in the meantime is no item to remove. */
function refuseAbsent({ switches }: State, list: IpList, ids: readonly string[]): void {
  const held = new Set([...list.items.values()].map(({ id }) => id));
  if (switches.absentListItem === "ignored" || ids.every((id) => held.has(id))) return;
  throw refusal(404, 10036, "filters.api.list_item_not_found");
}

/** An item of the same prefix keeps its id and gets the new comment. */
export function upsertItems(state: State, list: IpList, items: readonly ItemInput[]): string | undefined {
  const added = items.filter(({ ip }) => !list.items.has(ip)).length;
  if (!hasRoom(state, list, list.items.size + added)) return listIsFull;
  for (const item of items) list.items.set(item.ip, stampedItem(state, item, list.items.get(item.ip)));
  touch(state, list);
  return undefined;
}

function replaceItems(state: State, list: IpList, items: readonly ItemInput[]): string | undefined {
  if (!hasRoom(state, list, items.length)) return listIsFull;
  list.items = new Map(items.map((item) => [item.ip, stampedItem(state, item, undefined)]));
  touch(state, list);
  return undefined;
}

export function removeItems(state: State, list: IpList, ids: readonly string[]): undefined {
  for (const { id, ip } of [...list.items.values()]) if (ids.includes(id)) list.items.delete(ip);
  touch(state, list);
}

function stampedItem(state: State, item: ItemInput, former: ListItem | undefined): ListItem {
  const now = wholeSeconds(state.now());
  const { ip, comment, sortKey } = item;
  return {
    id: former?.id ?? nextId(state),
    ip,
    ...(comment === undefined ? {} : { comment }),
    created_on: former?.created_on ?? now,
    modified_on: now,
    sortKey,
  };
}

const listIsFull = "This list is at the maximum number of items";

/** The quota counts the items of all lists of the account. */
function hasRoom(state: State, list: IpList, size: number): boolean {
  const others = listsOf(state, list.account).reduce((sum, { items }) => sum + items.size, -list.items.size);
  return others + size <= accountLimits(state, list.account).items;
}

function touch(state: State, list: IpList): void {
  list.modifiedOn = wholeSeconds(state.now());
}
