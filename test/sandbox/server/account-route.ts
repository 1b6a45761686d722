/** Answers for routes below an account: the account stands first in the path, and the token must see it. */

import { seesAccount } from "./authentication.ts";
import { type Call, id, type Route, type Service } from "./call.ts";
import { type Answer, refusal } from "./envelope.ts";
import type { Permission } from "./permissions.ts";

export function accountRoute(
  service: Service,
  method: string,
  path: string,
  needs: readonly Permission[],
  handle: (call: Call) => Answer,
): Route {
  return { method, path, service, needs, scope: checkAccount, handle };
}

/** Accounts exist by being asked for: one that no seed names simply holds nothing. */
function checkAccount(call: Call): void {
  if (!seesAccount(call.token, id(call, 0))) throw refusal(403, 10000, "Authentication error");
}
