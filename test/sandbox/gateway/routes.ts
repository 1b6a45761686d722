/** Answers for what all routes of the gateway share: the permissions they need, and objects looked up by their id. */

import { placeholder } from "../placeholders.ts";
import { accountRoute } from "../server/account-route.ts";
import { type Call, id, type Route } from "../server/call.ts";
import { type Answer, refusal } from "../server/envelope.ts";
import type { Permission } from "../server/permissions.ts";

export function gatewayRoute(
  method: string,
  path: string,
  needs: Permission | readonly Permission[],
  handle: (call: Call) => Answer,
): Route {
  return accountRoute("gateway", method, path, [needs].flat(), handle);
}

/** The object that the path names, if it lies in the account that the path names. */
export function named<T extends { account: string }>(call: Call, objects: Map<string, T>, what: string): T {
  const found = objects.get(id(call, 1).toLowerCase());
  if (found !== undefined && found.account === id(call, 0)) return found;
  throw refusal(404, placeholder.gatewayUnknown, `${what} not found`);
}
