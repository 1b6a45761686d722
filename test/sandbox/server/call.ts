/** Answers for what a route handler is given: the authenticated request, and readers for its body. */

import type { State, Token } from "../state.ts";
import { type Answer, ApiError, isObject, refusal } from "./envelope.ts";
import type { Permission } from "./permissions.ts";

/** The part of Cloudflare that answers a route; they differ in how they refuse a token. */
export type Service = "accounts" | "verify" | "zones" | "records" | "lists" | "gateway";

/** The failure a fault imposes on the operation that this call starts. */
export type OperationFault = { kind: "operation-fails"; message: string } | { kind: "operation-never-ends" };

export interface Call {
  readonly state: State;
  readonly token: Token;
  /** Object ids in the path, in order. */
  readonly ids: readonly string[];
  readonly query: URLSearchParams;
  readonly text: string;
  readonly operationFault: OperationFault | undefined;
}

export interface Route {
  readonly method: string;
  /** Path under the base, each id as `:id`. */
  readonly path: string;
  readonly service: Service;
  /** One of these is enough; none = any valid token. */
  readonly needs: readonly Permission[];
  /** Refuses what lies outside the token's zones or accounts. */
  readonly scope?: (call: Call) => void;
  readonly handle: (call: Call) => Answer;
}

export function id(call: Call, index: number): string {
  return call.ids[index] ?? "";
}

export function readJson(call: Call): unknown {
  try {
    return JSON.parse(call.text);
  } catch {
    throw refusal(400, 6007, "Malformed JSON in request body");
  }
}

export function readObject(call: Call): Record<string, unknown> {
  const body = readJson(call);
  if (!isObject(body)) throw refusal(400, 9207, "Request body is invalid.");
  return body;
}

/** 7003 and its older form, for an object id that is neither 32 hex digits nor, where they are used, a UUID. */
export function badId(state: State, path: string): ApiError {
  const told = (base: string) =>
    `Could not route to ${base}${path}, perhaps your object identifier is invalid?`;
  switch (state.switches.badId) {
    case "404":
      return refusal(404, 7003, told("/client/v4"));
    case "400":
      return refusal(400, 7003, told("/client/v4"));
    case "7000":
      return new ApiError(400, [
        { code: 7003, message: told("") },
        { code: 7000, message: "No route for that URI" },
      ]);
  }
}
