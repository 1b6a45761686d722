/** Answers for one API request: finds its route, lets the checks pass in their order, and turns refusals into answers. */

import type { IncomingHttpHeaders } from "node:http";
import { zeroTrustListRoutes } from "../gateway/lists.ts";
import { locationRoutes } from "../gateway/locations.ts";
import { itemRoutes } from "../lists/items.ts";
import { listRoutes } from "../lists/lists.ts";
import { operationRoutes } from "../lists/operations.ts";
import { settleOperations } from "../lists/pending.ts";
import { recordRoutes } from "../records/records.ts";
import type { State } from "../state.ts";
import { zoneRoutes } from "../zones.ts";
import { authenticate, authorise, ownerOf } from "./authentication.ts";
import { badId, type OperationFault, type Route } from "./call.ts";
import { ranges } from "./echo.ts";
import { type Answer, ApiError, failure, refusal } from "./envelope.ts";
import { type RateLimiter, rateLimited } from "./rate-limit.ts";
import { tokenRoutes } from "./tokens.ts";

export interface ApiRequest {
  method: string;
  /** Under the base. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  text: string;
  peer: string;
  operationFault: OperationFault | undefined;
}

// more fixed parts first, so that `batch` and `bulk_operations` are not taken for ids
const routes = [
  ...tokenRoutes,
  ...zoneRoutes,
  ...recordRoutes,
  ...operationRoutes,
  ...itemRoutes,
  ...listRoutes,
  ...zeroTrustListRoutes,
  ...locationRoutes,
]
  .map((route) => ({ ...route, parts: route.path.split("/") }))
  .sort((a, b) => fixedParts(b.parts) - fixedParts(a.parts));

function fixedParts(parts: readonly string[]): number {
  return parts.filter((part) => part !== ":id").length;
}

export function answerApi(state: State, limiter: RateLimiter, request: ApiRequest): Answer {
  let limits: Record<string, string> = {};
  const withHeaders = (answer: Answer): Answer => ({
    ...answer,
    headers: { ...usualHeaders(state), ...limits, ...answer.headers },
  });
  try {
    if (request.method === "GET" && request.path === "/ips") return withHeaders(ranges(request.query));
    const { route, ids } = findRoute(state, request);
    const token = authenticate(state, route, request);
    const budget = limiter.count(ownerOf(token), state.now(), request.path);
    limits = budget.headers;
    if (!budget.allowed) return withHeaders(rateLimited(state.switches, {}));
    settleOperations(state);
    const { query, text, operationFault } = request;
    const call = { state, token, ids, query, text, operationFault };
    authorise(route, call);
    return withHeaders(route.handle(call));
  } catch (error) {
    if (error instanceof ApiError) return withHeaders(failure(error));
    throw error;
  }
}

function findRoute(state: State, { method, path }: ApiRequest): { route: Route; ids: string[] } {
  const parts = path.split("/");
  const found = routes.filter((route) => fits(route.parts, parts));
  const [nearest] = found;
  if (nearest === undefined) throw refusal(404, 7000, "No route for that URI");
  const route = found.find((candidate) => candidate.method === method);
  if (route === undefined) throw refusal(405, 7001, `Method ${method} not available for that URI.`);
  const ids = parts.filter((_, index) => route.parts[index] === ":id").map(decoded);
  const isId = route.service === "gateway" ? idOrUuid : plainId;
  if (!ids.every((id) => isId.test(id))) throw badId(state, path);
  return { route, ids };
}

const plainId = /^[0-9a-f]{32}$/i;
const idOrUuid = /^[0-9a-f]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function fits(pattern: readonly string[], parts: readonly string[]): boolean {
  return (
    pattern.length === parts.length &&
    pattern.every((part, index) => (part === ":id" ? parts[index] !== "" : part === parts[index]))
  );
}

function usualHeaders(state: State): Record<string, string> {
  return {
    "cf-ray": `${Math.trunc(state.now()).toString(16).padStart(16, "0")}-TPE`,
    server: "cloudflare",
    "cache-control": "no-store, no-cache, must-revalidate, post-check=0, pre-check=0",
    "set-cookie": "__cflb=sandbox; SameSite=Lax; path=/; HttpOnly",
  };
}
