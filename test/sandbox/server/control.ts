/** Answers for driving the sandbox from another process: JSON under `/__sandbox/`, for loopback only. */

import type { Reply, Sandbox } from "../sandbox.ts";
import type { SandboxState } from "../snapshot.ts";
import { type Answer, isObject, json } from "./envelope.ts";
import type { Fault } from "./faults.ts";

/** What the control routes may do; the sandbox itself and its return to the beginning. */
export interface Controlled {
  sandbox: Pick<
    Sandbox,
    "requests" | "seed" | "fault" | "reply" | "clearFaults" | "clearRequests" | "setAddress" | "switches"
  >;
  snapshot: () => SandboxState;
  reset: () => void;
}

export function control(controlled: Controlled, method: string, path: string, text: string): Answer {
  try {
    return json(200, run(controlled, `${method} ${path.replace(/^\/__sandbox/, "")}`, text) ?? { ok: true });
  } catch (error) {
    return json(400, { ok: false, error: error instanceof Error ? error.message : String(error) });
  }
}

function run({ sandbox, snapshot, reset }: Controlled, route: string, text: string): unknown {
  switch (route) {
    case "GET /state":
      return snapshot();
    case "GET /requests":
      return sandbox.requests;
    case "DELETE /requests":
      return sandbox.clearRequests();
    case "POST /seed":
      return sandbox.seed(readBody(text));
    case "POST /fault":
      return sandbox.fault(readFault(readBody(text)));
    case "POST /reply": {
      const reply = readBody(text);
      if (!isReply(reply)) throw new Error("wanted: { path: an expression, body: text or JSON }");
      return sandbox.reply(reply);
    }
    case "DELETE /fault":
      return sandbox.clearFaults();
    case "POST /switches":
      Object.assign(sandbox.switches, readBody(text));
      return sandbox.switches;
    case "POST /reset":
      return reset();
    case "POST /address": {
      const { family, address } = readBody(text);
      if ((family !== 4 && family !== 6) || typeof address !== "string") {
        throw new Error("wanted: { family: 4 or 6, address: text }");
      }
      return sandbox.setAddress(family, address);
    }
    default:
      throw new Error(`there is no ${route}`);
  }
}

function readBody(text: string): Record<string, unknown> {
  const body: unknown = JSON.parse(text);
  if (!isObject(body)) throw new Error("wanted: a JSON object");
  return body;
}

/** JSON knows neither expressions nor Infinity: `match.pattern` is the one, `times: null` the other. */
function readFault(body: Record<string, unknown>): Fault {
  const sent: Record<string, unknown> = isObject(body["match"]) ? body["match"] : {};
  const { pattern, ...match } = sent;
  if (!isFault(body)) throw new Error("a fault needs a kind");
  const path = typeof pattern === "string" ? { path: new RegExp(pattern) } : {};
  return {
    ...body,
    match: { ...match, ...path },
    ...(body["times"] === null ? { times: Number.POSITIVE_INFINITY } : {}),
  };
}

function isReply(body: Record<string, unknown>): body is Record<string, unknown> & Reply {
  return typeof body["path"] === "string" && "body" in body;
}

function isFault(body: Record<string, unknown>): body is Record<string, unknown> & Fault {
  return typeof body["kind"] === "string";
}
