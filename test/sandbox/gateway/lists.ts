/** Answers for Zero Trust lists: listing, creating, replacing, deleting, and the one request that adds and removes. */

import { placeholder } from "../placeholders.ts";
import { type Call, id, readObject } from "../server/call.ts";
import { type Answer, pageOf, refusal, success, wholeNumber } from "../server/envelope.ts";
import { nextUuid, type State, timestamp, type ZeroTrustItem, type ZeroTrustList } from "../state.ts";
import { changeItems, checkRoom, readItems, withItems } from "./items.ts";
import { listed } from "./listing.ts";
import { gatewayRoute, named } from "./routes.ts";

const all = "/accounts/:id/gateway/lists";
const one = `${all}/:id`;
const mostLists = 100;

const zeroTrustListTypes = [
  "SERIAL",
  "URL",
  "DOMAIN",
  "EMAIL",
  "IP",
  "CATEGORY",
  "LOCATION",
  "DEVICE",
  "AAGUID",
] as const;

export const zeroTrustListRoutes = [
  gatewayRoute("GET", all, "zero-trust:read", listLists),
  gatewayRoute("POST", all, "zero-trust:edit", createList),
  gatewayRoute("GET", one, "zero-trust:read", (call) => success(listObject(namedList(call)))),
  gatewayRoute("PUT", one, "zero-trust:edit", replaceList),
  gatewayRoute("PATCH", one, "zero-trust:edit", editList),
  gatewayRoute("DELETE", one, "zero-trust:edit", deleteList),
  gatewayRoute("GET", `${one}/items`, "zero-trust:read", listItems),
];

export function zeroTrustListsOf(state: State, account: string): ZeroTrustList[] {
  return [...state.zeroTrustLists.values()].filter((list) => list.account === account);
}

/** Without items and without any rule: what a seed or a checked request makes. */
export function addZeroTrustList(
  state: State,
  seed: Pick<ZeroTrustList, "account" | "name" | "type" | "description"> & { id?: string },
): ZeroTrustList {
  const now = timestamp(state);
  const id = seed.id ?? nextUuid(state);
  const list: ZeroTrustList = { ...seed, id, createdAt: now, updatedAt: now, items: new Map() };
  state.zeroTrustLists.set(id, list);
  return list;
}

/** All of them at once: this listing has no pages. */
function listLists({ state, ids, query }: Call): Answer {
  const type = query.get("type");
  const lists = zeroTrustListsOf(state, ids[0] ?? "").filter((list) => type === null || list.type === type);
  const rows = listed(lists, query, {
    name: (list) => list.name,
    id: (list) => list.id,
    type: (list) => list.type,
    item_count: (list) => list.items.size,
    created_at: (list) => list.createdAt,
    updated_at: (list) => list.updatedAt,
    description: (list) => list.description,
  });
  return success(rows.map(listObject));
}

function createList(call: Call): Answer {
  const { state } = call;
  const account = id(call, 0);
  const { name, type, description, items } = readObject(call);
  const known = zeroTrustListTypes.find((one) => one === type);
  if (known === undefined) throw refusal(400, placeholder.gatewayInput, "invalid list type");
  const own = zeroTrustListsOf(state, account);
  const checkedName = readName(own, name, undefined);
  if (own.length >= mostLists) {
    throw refusal(400, placeholder.gatewayQuota, `an account may have ${mostLists} lists`);
  }
  const draft = { account, name: checkedName, type: known, description: readDescription(description) };
  const read = readItems(state, known, items ?? []);
  checkRoom(state, draft, read.length);
  const list = withItems(state, addZeroTrustList(state, draft), read);
  return success({ ...listObject(list), items: [...list.items.values()].map(itemObject) });
}

/** PUT describes the list anew; items that are left out, or none, leave those that are there. */
function replaceList(call: Call): Answer {
  const { state } = call;
  const list = namedList(call);
  const { name, type, description, items } = readObject(call);
  if (type !== undefined && type !== list.type) {
    throw refusal(400, placeholder.gatewayInput, "the type of a list cannot be changed");
  }
  const checkedName = readName(zeroTrustListsOf(state, list.account), name, list);
  const read = readItems(state, list.type, items ?? []);
  checkRoom(state, list, read.length);
  Object.assign(list, { name: checkedName, description: readDescription(description) });
  if (read.length > 0) withItems(state, Object.assign(list, { items: new Map() }), read);
  return touched(state, list);
}

function editList(call: Call): Answer {
  const { state } = call;
  const list = namedList(call);
  const { append = [], remove = [] } = readObject(call);
  changeItems(state, list, readItems(state, list.type, append), remove);
  return touched(state, list);
}

function deleteList(call: Call): Answer {
  call.state.zeroTrustLists.delete(namedList(call).id);
  return success({});
}

function listItems(call: Call): Answer {
  const { query, state } = call;
  const { zeroTrustItems, zeroTrustItemsPerPage } = state.switches;
  const page = wholeNumber(query.get("page"), 1, 1, Number.MAX_SAFE_INTEGER);
  const perPage = wholeNumber(query.get("per_page"), 50, 1, zeroTrustItemsPerPage);
  const { rows, info } = pageOf([...namedList(call).items.values()].map(itemObject), page, perPage);
  return success(zeroTrustItems === "nested" ? [rows] : rows, { info });
}

function touched(state: State, list: ZeroTrustList): Answer {
  list.updatedAt = timestamp(state);
  return success(listObject(list));
}

function namedList(call: Call): ZeroTrustList {
  return named(call, call.state.zeroTrustLists, "list");
}

/** A name is one text among the lists of its account. */
function readName(own: readonly ZeroTrustList[], name: unknown, self: ZeroTrustList | undefined): string {
  if (typeof name !== "string" || name.trim() === "" || name.length > 255) {
    throw refusal(400, placeholder.gatewayInput, "invalid list name");
  }
  if (own.some((list) => list !== self && list.name === name)) {
    throw refusal(409, placeholder.gatewayDuplicate, `a list named "${name}" exists already`);
  }
  return name;
}

function readDescription(description: unknown = ""): string {
  if (typeof description === "string" && description.length <= 500) return description;
  throw refusal(400, placeholder.gatewayInput, "invalid list description");
}

function listObject(list: ZeroTrustList): object {
  return {
    id: list.id,
    name: list.name,
    type: list.type,
    description: list.description,
    count: list.items.size,
    created_at: list.createdAt,
    updated_at: list.updatedAt,
  };
}

function itemObject({ value, description, created_at }: ZeroTrustItem): object {
  return { value, ...(description === undefined ? {} : { description }), created_at };
}
