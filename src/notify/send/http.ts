/** One request to a monitor or notification service: deadline, limits, no foreign redirects, and errors that name nothing but scheme and host. */

import { exchange, HttpFailure, type HttpResponse } from "../../adapters/http.ts";
import { DdnsError } from "../../core/errors.ts";
import type { Clock } from "../../ports.ts";
import type { WebRequest } from "../message/request.ts";

/** Milliseconds for the whole exchange, redirects and body included. */
const DEADLINE_MS = 10_000;
const MAX_BYTES = 64 * 1024;
const MOST_REDIRECTS = 3;
/** Longest time to wait because the other side asked for it. */
const LONGEST_RETRY_AFTER_MS = 30_000;

/** Sends one request and answers the body of a good answer. Rejects with DdnsError only. */
export type Send = (request: WebRequest, signal: AbortSignal) => Promise<string>;

/** Sends over the network; `clock` keeps the deadline. */
export function createSend(clock: Clock): Send {
  return async (request, signal) => {
    const finished = new AbortController();
    const late = new AbortController();
    clock.sleep(DEADLINE_MS, finished.signal).then(
      () => late.abort(),
      () => undefined, // the exchange was quicker
    );
    let url: URL | undefined;
    try {
      url = new URL(request.url);
      const response = await follow(request, url, AbortSignal.any([signal, late.signal]));
      return judge(request, url, response);
    } catch (error) {
      throw asReportable(error, url, late.signal.aborted);
    } finally {
      finished.abort();
    }
  };
}

async function follow(request: WebRequest, first: URL, signal: AbortSignal): Promise<HttpResponse> {
  let url = first;
  let method = request.method;
  for (let hops = 0; ; hops++) {
    const body = method === "GET" ? undefined : request.body;
    const response = await exchange({
      url,
      method,
      headers: { "user-agent": "cloudflare-ddns", ...request.headers },
      body,
      maxBytes: MAX_BYTES,
      signal,
    });
    const location = response.headers.location;
    if (response.status < 301 || response.status > 308 || location === undefined) return response;
    const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
    if (next === undefined || !isSameHost(url, next))
      throw new DdnsError(
        "BAD_INPUT",
        `${origin(url)} redirects to another host; set the URL it redirects to.`,
      );
    if (hops === MOST_REDIRECTS)
      throw new DdnsError("BAD_INPUT", `${origin(url)} redirects again and again; check the URL.`);
    next.username = url.username;
    next.password = url.password;
    if (response.status === 303) method = "GET";
    url = next;
  }
}

/** The same server, or its encrypted side. Another port is another server. */
function isSameHost(from: URL, to: URL): boolean {
  if (from.hostname !== to.hostname) return false;
  return from.protocol === to.protocol
    ? from.port === to.port
    : from.protocol === "http:" && to.protocol === "https:" && from.port === "" && to.port === "";
}

function judge(request: WebRequest, url: URL, response: HttpResponse): string {
  const { status } = response;
  const body = response.body.toString("utf8");
  const right = request.status === undefined ? status >= 200 && status <= 299 : status === request.status;
  if (right && (request.accepts?.(body) ?? true)) return body;
  const explained = explain(request, body);
  const said = explained === undefined ? "" : ` (${explained})`;
  if (right)
    throw new DdnsError(
      "RESPONSE_MALFORMED",
      `${origin(url)} answered ${status}, but not that it took the message${said}; check the URL.`,
    );
  throw statusError(status, `${origin(url)} answered with HTTP status ${status}${said}`, response);
}

function statusError(status: number, message: string, response: HttpResponse): DdnsError {
  if (status === 401 || status === 403)
    return new DdnsError("AUTH_REJECTED", `${message}: check the token or password in the URL.`);
  if (status === 404 || status === 410)
    return new DdnsError("BAD_INPUT", `${message}: check the URL; what it names may be gone.`);
  if (status === 429)
    return new DdnsError("RATE_LIMITED", `${message}: too many messages.`, {
      retryAfterMs: retryAfter(response.headers["retry-after"]),
    });
  if (status === 408) return new DdnsError("TIMEOUT", `${message}.`);
  if (status >= 500) return new DdnsError("UNAVAILABLE", `${message}; it is out of order or overloaded.`);
  return new DdnsError("BAD_INPUT", `${message}: it does not take such messages; check the URL.`);
}

function retryAfter(header: string | undefined): number | undefined {
  const seconds = Number(header ?? "");
  return header !== undefined && seconds > 0 ? Math.min(seconds * 1000, LONGEST_RETRY_AFTER_MS) : undefined;
}

/** One short line without control characters and credentials of headers; the caller frees it of the other secrets. */
function explain(request: WebRequest, body: string): string | undefined {
  const words = request
    .explain?.(body)
    ?.replace(/[\s\p{Cc}]+/gu, " ")
    .replace(/\b(Basic|Bearer) [\w+/=.~-]+/gi, "$1 [redacted]")
    .trim();
  return words === undefined || words === "" ? undefined : words;
}

/** Foreign errors are left behind: their messages may hold the URL or a header. */
function asReportable(error: unknown, url: URL | undefined, late: boolean): DdnsError {
  if (error instanceof DdnsError) return error;
  const where = url === undefined ? "the service" : origin(url);
  if (late) return new DdnsError("TIMEOUT", `${where} did not answer within ${DEADLINE_MS / 1000} s.`);
  if (!(error instanceof HttpFailure))
    return new DdnsError(
      "BAD_INPUT",
      `the request to ${where} could not be made; check the URL and its headers.`,
    );
  const code = error.systemCode === "" ? "" : ` (${error.systemCode})`;
  switch (error.kind) {
    case "aborted":
      return new DdnsError("ABORTED", `the request to ${where} was stopped.`);
    case "too-large":
      return new DdnsError("RESPONSE_MALFORMED", `${where} answered with more than ${MAX_BYTES / 1024} KiB.`);
    case "interrupted":
      return new DdnsError("UNAVAILABLE", `the connection to ${where} broke off${code}.`);
    case "unreachable":
      return new DdnsError("UNAVAILABLE", `${where} cannot be reached${code}.`);
  }
}

/** Scheme and host: all of an address that may be shown. */
function origin(url: URL): string {
  return `${url.protocol}//${url.host}`;
}
