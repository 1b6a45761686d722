/** The request function that the SDK gets: it closes the SDK's traps and counts what is sent. */

import type { Agent, IncomingHttpHeaders } from "node:http";
import type { Secret } from "../../core/secret.ts";
import { exchange } from "../http.ts";
import { HeaderList } from "./header-list.ts";

/** An answer of Cloudflare's API with a status of 2xx that is not the agreed envelope: a captive portal, a proxy, a cut. */
export class MalformedAnswer extends Error {
  override readonly name = "MalformedAnswer";
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status} without a Cloudflare envelope`);
    this.status = status;
  }
}

/** What a guard remembers of its requests. */
export interface RequestLedger {
  requests: number;
}

/** What the SDK reads of a `Response`, and no more. */
interface GuardedResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly url: string;
  readonly headers: HeaderList;
  readonly body: null;
  json(): Promise<unknown>;
  text(): Promise<string>;
}

/** 5,000 records are about 1.5 MB; nothing honest comes near this. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/**
 * Sends exactly the headers named here, so that nothing from the environment and no library banner goes along; reads
 * the whole body, so that the deadline covers it; follows no redirect, which would carry the token elsewhere; lets
 * `success: false` never look like success, and a 2xx answer without envelope never like an empty one.
 */
export function guardedFetch(options: {
  readonly token: Secret;
  readonly userAgent: string;
  readonly ledger: RequestLedger;
  readonly agentFor: (url: URL) => Agent;
}): typeof fetch {
  const send = async (
    target: unknown,
    init: { readonly method?: string; readonly body?: unknown; readonly signal?: AbortSignal | null } = {},
  ): Promise<GuardedResponse> => {
    const url = new URL(String(target));
    const body = typeof init.body === "string" ? init.body : undefined;
    options.ledger.requests += 1;
    const answer = await exchange({
      url,
      method: init.method?.toUpperCase(),
      headers: {
        accept: "application/json",
        authorization: `Bearer ${options.token.reveal()}`,
        "user-agent": options.userAgent,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      body,
      agent: options.agentFor(url),
      maxBytes: MAX_ANSWER_BYTES,
      signal: init.signal ?? new AbortController().signal,
    });
    const text = answer.body.toString("utf8");
    const success = successOf(text);
    const ok = answer.status >= 200 && answer.status < 300;
    if ((ok && success === undefined) || (answer.status >= 300 && answer.status < 400))
      throw new MalformedAnswer(answer.status);
    const status = ok && success === false ? 400 : answer.status;
    return responseOf(url, status, text, answer.headers);
  };
  // The SDK asks for the platform's fetch; it calls it with a URL and these fields, and reads these members alone.
  return send as unknown as typeof fetch;
}

/** Headers of an answer that anybody of ours reads. */
const KEPT_HEADERS = ["retry-after", "cf-ray"] as const;

function responseOf(url: URL, status: number, text: string, given: IncomingHttpHeaders): GuardedResponse {
  const headers = new HeaderList();
  headers.set("content-type", "application/json");
  for (const name of KEPT_HEADERS) {
    const value = given[name];
    if (typeof value === "string") headers.set(name, value);
  }
  return {
    ok: status >= 200 && status < 300,
    status,
    url: url.origin,
    headers,
    body: null,
    json: async () => JSON.parse(text),
    text: async () => text,
  };
}

/** The `success` of an envelope, undefined where the text is no envelope. */
function successOf(text: string): boolean | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== "object" || parsed === null || !("success" in parsed)) return undefined;
    return typeof parsed.success === "boolean" ? parsed.success : undefined;
  } catch {
    return undefined;
  }
}
