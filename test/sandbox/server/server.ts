/** Answers for HTTP itself: reads each request whole, logs it, sends it to its part, and closes at once. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { State } from "../state.ts";
import type { OperationFault } from "./call.ts";
import { deliver, pause, sendAnswer } from "./delivery.ts";
import { echo } from "./echo.ts";
import { type Answer, json } from "./envelope.ts";
import type { Fault, FaultBook } from "./faults.ts";
import { queryBehind } from "./malformed.ts";
import type { RateLimiter } from "./rate-limit.ts";
import { answerApi } from "./router.ts";

export const base = "/client/v4";

/** One API request; the Authorization header is never kept. */
export interface LoggedRequest {
  readonly method: string;
  /** Under the base, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Parsed JSON, the text where it is none, undefined where there is nothing. */
  readonly body: unknown;
  /** Null as long as, or because, no status was sent. */
  readonly status: number | null;
}

/** What the server works on; replaced as a whole by a reset. */
export interface Backend {
  state: State;
  limiter: RateLimiter;
  faults: FaultBook;
  log: LoggedRequest[];
  latencyMs: number;
  control: (method: string, path: string, text: string) => Answer;
}

export function openServer(backend: Backend): Server {
  const server = createServer((request, response) => {
    serve(backend, request, response).catch((error: unknown) => {
      // a fault of the sandbox itself must be told apart from those on demand
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (!response.headersSent) sendAnswer(response, json(599, { sandboxError: message }));
      else response.destroy();
    });
  });
  // an idle connection that the server closes while the client writes looks like a fault
  server.keepAliveTimeout = 600_000;
  return server;
}

async function serve(backend: Backend, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "GET", headers } = request;
  const url = new URL(request.url ?? "/", "http://sandbox");
  const { pathname: fullPath, searchParams: query } = url;
  const peer = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const body = await readBody(request);
  if (body === undefined) return;
  if (fullPath.startsWith("/__sandbox/")) {
    const isLocal = peer === "::1" || peer.startsWith("127.");
    const refused = json(403, { ok: false, error: "the control routes answer loopback only" });
    return sendAnswer(response, isLocal ? backend.control(method, fullPath, body.toString()) : refused);
  }
  if (backend.latencyMs > 0) await pause(backend.latencyMs);
  const isApi = fullPath.startsWith(`${base}/`);
  const path = isApi ? fullPath.slice(base.length) : fullPath;
  const { delivery, operation } = backend.faults.strike({ method, path, fullPath, isApi });
  const text = isApi ? body.toString() : "";
  const log = isApi ? logRequest(backend, { method, path, query, text }) : () => {};
  const { state, limiter } = backend;
  const operationFault = readOperationFault(operation);
  const asked = queryBehind(delivery, query);
  const compute = () =>
    isApi
      ? answerApi(state, limiter, { method, path, query: asked, headers, text, peer, operationFault })
      : (echo(state, { method, path, query, headers, body, peer }) ?? json(404, { error: "not found" }));
  await deliver({ response, fault: delivery, switches: state.switches, query, compute, log });
}

/** The whole body, or undefined if the client left before its end. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}

function logRequest(
  { log }: Backend,
  { method, path, query, text }: { method: string; path: string; query: URLSearchParams; text: string },
): (status: number | null) => void {
  const entry = { method, path, query: Object.fromEntries(query), body: parsed(text), status: null };
  log.push(entry);
  return (status) => {
    Object.assign(entry, { status });
  };
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function readOperationFault(fault: Fault | undefined): OperationFault | undefined {
  if (fault?.kind === "operation-never-ends") return { kind: fault.kind };
  if (fault?.kind !== "operation-fails") return undefined;
  return { kind: fault.kind, message: fault.message ?? "The operation could not be completed" };
}
