/** The request function that the SDK gets: it closes the SDK's traps and counts what is sent. */

import type { Agent } from "node:http";
import type { Secret } from "../../core/secret.ts";
import { exchange, type HttpResponse } from "../http.ts";
import { HeaderList } from "./header-list.ts";
import { isUnreasonable } from "./json-size.ts";

/** An answer that is not the agreed envelope though its status is 2xx: a captive portal, a proxy, a cut. */
export class MalformedAnswer extends Error {
  override readonly name = "MalformedAnswer";
  readonly status: number;

  constructor(status: number, what = "without a Cloudflare envelope") {
    super(`HTTP ${status} ${what}`);
    this.status = status;
  }
}

/** What a guard remembers of its requests. */
export interface RequestLedger {
  requests: number;
  /** Of those that have ended. */
  readonly outcomes: Record<RequestOutcome, number>;
}

/** `ok` · `refused`: Cloudflare said no · `limited`: too many requests · `failed`: no answer, or none that can be used. */
export const REQUEST_OUTCOMES = ["ok", "refused", "limited", "failed"] as const;
export type RequestOutcome = (typeof REQUEST_OUTCOMES)[number];

export function openLedger(): RequestLedger {
  return { requests: 0, outcomes: { ok: 0, refused: 0, limited: 0, failed: 0 } };
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
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

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
  const sendOne = async (
    target: unknown,
    init: { readonly method?: string; readonly body?: unknown; readonly signal?: AbortSignal | null } = {},
  ): Promise<GuardedResponse> => {
    const url = new URL(String(target));
    const body = typeof init.body === "string" ? init.body : undefined;
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
    const { status } = answer;
    if (status >= 300 && status < 400) throw new MalformedAnswer(status);
    if (status < 200 || status >= 300) return responseOf(url, status, answer);
    if (isUnreasonable(answer.body)) throw new MalformedAnswer(status, "and more values than a listing has");
    const envelope = readEnvelope(answer.body);
    if (envelope === undefined) throw new MalformedAnswer(status);
    return responseOf(url, envelope.success ? status : 400, answer, envelope);
  };
  const { ledger } = options;
  const send: typeof sendOne = async (...request) => {
    ledger.requests += 1;
    let outcome: RequestOutcome = "failed";
    try {
      const answer = await sendOne(...request);
      outcome = outcomeOf(answer.status);
      return answer;
    } finally {
      ledger.outcomes[outcome] += 1;
    }
  };
  // The SDK asks for the platform's fetch; it calls it with a URL and these fields, and reads these members alone.
  return send as unknown as typeof fetch;
}

function outcomeOf(status: number): RequestOutcome {
  if (status < 300) return "ok";
  if (status === 429) return "limited";
  return status < 500 ? "refused" : "failed";
}

/** The envelope of a refusal holds a few errors; what is longer is a page. */
const LONGEST_REFUSAL_BYTES = 64 * 1024;

/** Headers of an answer that anybody of ours reads. */
const KEPT_HEADERS = ["retry-after", "cf-ray"] as const;

function responseOf(url: URL, status: number, answer: HttpResponse, envelope?: Envelope): GuardedResponse {
  const headers = new HeaderList();
  headers.set("content-type", "application/json");
  for (const name of KEPT_HEADERS) {
    const value = answer.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  return {
    ok: status >= 200 && status < 300,
    status,
    url: url.origin,
    headers,
    body: null,
    json: async () => envelope,
    // The SDK reads a refusal as text.
    text: async () => (answer.body.length > LONGEST_REFUSAL_BYTES ? "" : answer.body.toString("utf8")),
  };
}

interface Envelope {
  readonly success: boolean;
}

/** The body as an envelope, undefined where it is none. */
function readEnvelope(body: Buffer): Envelope | undefined {
  try {
    const parsed: unknown = JSON.parse(body.toString("utf8"));
    return isEnvelope(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isEnvelope(value: unknown): value is Envelope {
  return (
    typeof value === "object" && value !== null && "success" in value && typeof value.success === "boolean"
  );
}
