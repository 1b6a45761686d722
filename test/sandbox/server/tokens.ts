/** Answers for the routes about tokens and accounts: verification for users and accounts, and the account listing. */

import { accountName, defaultAccount, type State } from "../state.ts";
import { invalidToken, permissionMissing, seesAccount, tokenStatus } from "./authentication.ts";
import { type Call, id, type Route } from "./call.ts";
import { type Answer, pageOf, refusal, success, wholeNumber } from "./envelope.ts";

export const tokenRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/user/tokens/verify",
    service: "verify",
    needs: [],
    handle: (call) => verify(call, call.token.kind === "user"),
  },
  {
    method: "GET",
    path: "/accounts/:id/tokens/verify",
    service: "verify",
    needs: [],
    handle: (call) => verify(call, call.token.kind === "account" && seesAccount(call.token, id(call, 0))),
  },
  { method: "GET", path: "/accounts", service: "accounts", needs: [], handle: accounts },
];

/** Each kind of token has its own endpoint; on the other one it is simply unknown. */
function verify({ state, token }: Call, isRightEndpoint: boolean): Answer {
  if (!isRightEndpoint) throw invalidToken(state);
  const status = tokenStatus(state, token);
  const expiry = token.expiresOn === undefined ? {} : { expires_on: token.expiresOn };
  const valid = { code: 10000, message: "This API Token is valid and active", type: null };
  return success({ id: token.id, status, ...expiry }, { messages: status === "active" ? [valid] : [] });
}

function accounts({ state, token, query }: Call): Answer {
  if (token.kind === "account") {
    throw refusal(400, 1001, "List accounts endpoint does not support account owned tokens.");
  }
  if (state.switches.accountListing === "forbidden") throw permissionMissing(state);
  const isBlind = state.switches.accountListing === "empty";
  const seen = accountIds(state).filter((account) => seesAccount(token, account) && !isBlind);
  const page = wholeNumber(query.get("page"), 1, 1, Number.MAX_SAFE_INTEGER);
  const { rows, info } = pageOf(seen, page, wholeNumber(query.get("per_page"), 20, 5, 50));
  return success(
    rows.map((account) => ({ id: account, name: accountName(state, account), type: "standard" })),
    { info },
  );
}

/** Those that were named, those that hold something, and those that a token is for. */
function accountIds(state: State): string[] {
  const { zones, lists, zeroTrustLists, locations } = state;
  const holders = [zones, lists, zeroTrustLists, locations].flatMap((objects) => [...objects.values()]);
  const ids = new Set([
    ...state.accounts.keys(),
    ...holders.map(({ account }) => account),
    ...[...state.tokens.values()].flatMap(({ accounts: own }) => own ?? []),
  ]);
  return ids.size === 0 ? [defaultAccount] : [...ids].sort();
}
