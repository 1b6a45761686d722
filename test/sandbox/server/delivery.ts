/** Answers for what reaches the wire: the answer itself, or what a fault makes of it. */

import type { ServerResponse } from "node:http";
import type { Switches } from "../switches.ts";
import { type Answer, ApiError, failure, success } from "./envelope.ts";
import { type Fault, takesEffect } from "./faults.ts";
import { isMalformed, malformed } from "./malformed.ts";
import { rateLimited } from "./rate-limit.ts";

/** Sent before the answer of `too-large`: blanks, so that the whole would still be valid JSON. */
const surplusBytes = 64 * 1024 * 1024;

export interface Delivery {
  response: ServerResponse;
  fault: Fault | undefined;
  switches: Switches;
  query: URLSearchParams;
  /** Carries the request out; called at most once. */
  compute: () => Answer;
  /** Told the status before it is sent, or null where none will be. */
  log: (status: number | null) => void;
}

export async function deliver(delivery: Delivery): Promise<void> {
  const { response, fault, compute, log } = delivery;
  const send = (answer: Answer) => {
    log(answer.status);
    sendAnswer(response, answer);
  };
  if (fault === undefined) return send(compute());
  if (isMalformed(fault)) return send(malformed(fault, compute(), delivery.query));
  const real = takesEffect(fault) ? compute() : undefined;
  const answer = real ?? success(null);
  switch (fault.kind) {
    case "delay":
      await pause(fault.delayMs ?? 1000);
      // a client that gave up in the meantime has not been heard
      return response.destroyed ? undefined : send(real ?? compute());
    case "reset-before":
    case "reset-after":
      log(null);
      response.socket?.resetAndDestroy();
      return;
    case "lose-answer":
      log(null);
      response.socket?.destroy();
      return;
    case "stall-headers":
      return log(null);
    case "stall-body":
      log(answer.status);
      response.writeHead(answer.status, {
        ...answer.headers,
        "content-length": Buffer.byteLength(answer.body),
      });
      response.write(half(answer.body));
      return;
    case "truncate":
      return send({ ...answer, body: half(answer.body) });
    case "too-large":
      log(answer.status);
      return sendBlanks(response, answer);
    default:
      return send(spoiltAnswer(fault, delivery.switches));
  }
}

/** Waits without keeping the process alive. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

export function sendAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

function spoiltAnswer(fault: Fault, switches: Switches): Answer {
  const retry = fault.retryAfter === undefined ? undefined : { "retry-after": String(fault.retryAfter) };
  switch (fault.kind) {
    case "rate-limit":
      return rateLimited(switches, retry ?? {});
    case "html":
      return html(fault.status ?? 200, fault.body);
    case "redirect":
      return { ...html(302, fault.body), headers: { "content-type": "text/html", location: "/login" } };
    case "success-false":
      return envelope(fault, 200);
    default: {
      const status = fault.status ?? 500;
      const answer = fault.body === undefined ? envelope(fault, status) : asItStands(status, fault.body);
      return { ...answer, headers: { ...answer.headers, ...retry } };
    }
  }
}

function envelope({ code, message }: Fault, status: number): Answer {
  const known: Record<number, [number, string]> = {
    401: [10000, "Authentication error"],
    403: [9109, "Invalid access token"],
  };
  const [usualCode, usualMessage] = known[status] ?? [19980, "Something went wrong."];
  return failure(new ApiError(status, [{ code: code ?? usualCode, message: message ?? usualMessage }]));
}

function asItStands(status: number, body: string): Answer {
  if (body.startsWith("<")) return html(status, body);
  const type = /^[[{]/.test(body) ? "application/json" : "text/plain";
  return { status, headers: { "content-type": type }, body };
}

function html(status: number, body: string | undefined): Answer {
  const page = `<!doctype html><html><head><title>${status}</title></head><body><h1>Please sign in</h1></body></html>`;
  return { status, headers: { "content-type": "text/html; charset=UTF-8" }, body: body ?? page };
}

function half(body: string | Buffer): string | Buffer {
  return typeof body === "string" ? body.slice(0, body.length >> 1) : body.subarray(0, body.length >> 1);
}

async function sendBlanks(response: ServerResponse, { status, headers, body }: Answer): Promise<void> {
  const blanks = Buffer.alloc(64 * 1024, " ");
  response.writeHead(status, headers);
  for (let sent = 0; sent < surplusBytes && !response.destroyed; sent += blanks.length) {
    if (!response.write(blanks)) await drained(response);
  }
  response.end(body);
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
  });
}
