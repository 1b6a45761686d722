/** Answers for who may call: format, known, status and expiry, client address, permission, then scope of the object. */

import type { IncomingHttpHeaders } from "node:http";
import { isListed } from "../addresses.ts";
import { defaultAccount, type State, type Token, type Zone } from "../state.ts";
import type { Call, Route, Service } from "./call.ts";
import { ApiError, refusal } from "./envelope.ts";
import { holds, permissions } from "./permissions.ts";

/** Valid when no token was seeded: everything is allowed. */
const anyToken: Token = {
  id: "6247ac8d0123456789abcdef01234567",
  kind: "user",
  status: "active",
  permissions,
};

export function authenticate(
  state: State,
  route: Pick<Route, "service">,
  request: { headers: IncomingHttpHeaders; peer: string },
): Token {
  const value = readBearer(request.headers, route.service);
  const token = state.tokens.size === 0 ? anyToken : state.tokens.get(value);
  if (token === undefined) throw unknownToken(state, route.service);
  // a verification tells the status; everywhere else a dead token is no token
  if (route.service !== "verify" && tokenStatus(state, token) !== "active") {
    throw unknownToken(state, route.service);
  }
  const seen = state.addresses[4];
  const places = [seen, state.addresses[6], request.peer];
  if (token.clientAddresses && !places.some((place) => isListed(place, token.clientAddresses ?? []))) {
    throw gateway(403, 9109, `Cannot use the access token from location: ${seen}`);
  }
  return token;
}

export function tokenStatus(state: State, token: Token): Token["status"] {
  const expired = token.expiresOn !== undefined && Date.parse(token.expiresOn) <= state.now();
  return expired ? "expired" : token.status;
}

/** Refuses a call whose token lacks the permission for the route, then one whose object it may not see. */
export function authorise(route: Route, call: Call): void {
  const isHeld = route.needs.some((needed) => holds(call.token.permissions, needed));
  if (route.needs.length > 0 && !isHeld) throw permissionMissing(call.state);
  route.scope?.(call);
}

export function permissionMissing(state: State): ApiError {
  switch (state.switches.permissionMissing) {
    case "10000":
      return refusal(403, 10000, "Authentication error");
    case "9109":
      return refusal(403, 9109, "Unauthorized to access requested resource");
    case "200":
      return refusal(200, 10000, "Authentication error");
  }
}

export function seesZone(token: Token, zone: Zone): boolean {
  if (token.zones !== undefined) return token.zones.includes(zone.name) || token.zones.includes(zone.id);
  return seesAccount(token, zone.account);
}

export function seesAccount(token: Token, account: string): boolean {
  return token.accounts === undefined || token.accounts.includes(account);
}

/** Who shares one rate limit: all tokens of the user, or all of one account. */
export function ownerOf(token: Token): string {
  return token.kind === "user" ? "user" : (token.accounts?.[0] ?? defaultAccount);
}

function readBearer(headers: IncomingHttpHeaders, service: Service): string {
  const header = headers.authorization;
  if (header === undefined) throw withoutBearer(headers, service);
  const token = /^Bearer ([A-Za-z0-9_-]{20,})$/.exec(header)?.[1];
  // a global API key is no token, however well it is sent
  if (token !== undefined && !/^([0-9a-f]{37}|cfk_.*)$/.test(token)) return token;
  if (service === "lists") throw gateway(400, 9106, "Authentication failed (status: 400)");
  throw invalidHeaders(6111, "Invalid format for Authorization header");
}

function withoutBearer(headers: IncomingHttpHeaders, service: Service): ApiError {
  const key = headers["x-auth-key"];
  if (key !== undefined && !/^[0-9a-f]{37,45}$/.test(String(key))) {
    return invalidHeaders(6103, "Invalid format for X-Auth-Key header");
  }
  // the sandbox knows no global keys
  if (key !== undefined) return gateway(403, 9103, "Unknown X-Auth-Key or X-Auth-Email");
  if (service === "verify") return gateway(400, 1001, 'Missing "Authorization" header');
  return gateway(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers");
}

function unknownToken(state: State, service: Service): ApiError {
  if (service === "verify") return invalidToken(state);
  const is401 =
    service === "lists" ||
    service === "gateway" ||
    (service === "records" && state.switches.invalidTokenOnRecords === 401);
  return is401 ? gateway(401, 10000, "Authentication error") : gateway(403, 9109, "Invalid access token");
}

export function invalidToken(state: State): ApiError {
  return gateway(state.switches.verifyBadToken, 1000, "Invalid API Token");
}

function invalidHeaders(code: number, message: string): ApiError {
  const chain = { code: 6003, message: "Invalid request headers", error_chain: [{ code, message }] };
  return new ApiError(400, [chain], { gateway: true });
}

function gateway(status: number, code: number, message: string): ApiError {
  return new ApiError(status, [{ code, message }], { gateway: true });
}
