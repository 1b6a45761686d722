/** Answers for the account's lists themselves: listing, creating, describing, deleting. */

import { placeholder } from "../placeholders.ts";
import { accountRoute } from "../server/account-route.ts";
import { type Call, id, type Route, readObject } from "../server/call.ts";
import { type Answer, refusal, success } from "../server/envelope.ts";
import { accountLimits } from "../server/limits.ts";
import type { Permission } from "../server/permissions.ts";
import { type IpList, nextId, type State, wholeSeconds } from "../state.ts";
import type { Placeholder } from "../switches.ts";
import { countRequest } from "./pending.ts";

const all = "/accounts/:id/rules/lists";
const one = "/accounts/:id/rules/lists/:id";

export const listRoutes: readonly Route[] = [
  listRoute("GET", all, "lists:read", (call) => success(listsOf(call.state, id(call, 0)).map(listObject))),
  listRoute("POST", all, "lists:edit", createList),
  listRoute("GET", one, "lists:read", (call) => success(listObject(namedList(call)))),
  listRoute("PUT", one, "lists:edit", describeList),
  listRoute("DELETE", one, "lists:edit", deleteList),
];

export function listRoute(
  method: string,
  path: string,
  needed: Permission,
  handle: (call: Call) => Answer,
): Route {
  return accountRoute("lists", method, path, [needed], (call) => {
    countRequest(call.state, id(call, 0));
    return handle(call);
  });
}

export function listsOf(state: State, account: string): IpList[] {
  return [...state.lists.values()].filter((list) => list.account === account);
}

export function namedList(call: Call): IpList {
  const list = call.state.lists.get(id(call, 1).toLowerCase());
  if (list !== undefined && list.account === id(call, 0)) return list;
  throw refused(call.state.switches.unknownList, "filters.api.not_found");
}

function createList(call: Call): Answer {
  const { state } = call;
  const account = id(call, 0);
  const { name, kind, description } = readObject(call);
  const pattern =
    state.switches.upperCaseListName === "accepted" ? /^[a-zA-Z0-9_]{1,50}$/ : /^[a-z0-9_]{1,50}$/;
  if (typeof name !== "string" || !pattern.test(name)) throw badInput("filters.api.invalid_list_name");
  if (typeof kind !== "string" || !["ip", "redirect", "hostname", "asn"].includes(kind)) {
    throw badInput("filters.api.invalid_list_kind");
  }
  const own = listsOf(state, account);
  if (own.some((list) => list.name === name)) {
    throw refused(state.switches.duplicateListName, "filters.api.duplicate_list_name");
  }
  if (own.length >= accountLimits(state, account).lists) {
    throw refused(state.switches.listQuota, "filters.api.list_quota_exceeded");
  }
  return success(listObject(addList(state, { account, name, kind, ...readDescription(description) })));
}

export function addList(
  state: State,
  seed: Pick<IpList, "account" | "name" | "kind" | "description"> & {
    id?: string;
    referencingFilters?: number;
  },
): IpList {
  const now = wholeSeconds(state.now());
  const list: IpList = {
    referencingFilters: 0,
    ...seed,
    id: seed.id ?? nextId(state),
    createdOn: now,
    modifiedOn: now,
    items: new Map(),
  };
  state.lists.set(list.id, list);
  return list;
}

/** PUT changes the description and nothing else, whatever else is sent. */
function describeList(call: Call): Answer {
  const list = namedList(call);
  Object.assign(list, readDescription(readObject(call)["description"]));
  list.modifiedOn = wholeSeconds(call.state.now());
  return success(listObject(list));
}

function deleteList(call: Call): Answer {
  const list = namedList(call);
  if (list.referencingFilters > 0) throw refusal(400, 10031, "filters.api.ip_list_in_use");
  call.state.lists.delete(list.id);
  return success({ id: list.id });
}

function readDescription(description: unknown): { description?: string } {
  if (description === undefined) return {};
  if (typeof description === "string" && description.length <= 500) return { description };
  throw badInput("filters.api.invalid_description");
}

function listObject(list: IpList): unknown {
  return {
    id: list.id,
    name: list.name,
    ...(list.description === undefined ? {} : { description: list.description }),
    kind: list.kind,
    num_items: list.items.size,
    num_referencing_filters: list.referencingFilters,
    created_on: list.createdOn,
    modified_on: list.modifiedOn,
  };
}

export function badInput(message: string): Error {
  return refusal(400, placeholder.listInput, message);
}

function refused({ status, code }: Placeholder, message: string): Error {
  return refusal(status, code, message);
}
