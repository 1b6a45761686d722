/** Answers for the request budgets: one for everything, one more for Zero Trust lists; whoever spends one waits. */

import type { Switches } from "../switches.ts";
import { type Answer, ApiError, failure } from "./envelope.ts";

interface Quota {
  name: string;
  /** Of the path under the base. */
  covers: RegExp;
  requests: number;
  windowMs: number;
  blockedMs: number;
}

const general: Quota = {
  name: "default",
  covers: /^/,
  requests: 1200,
  windowMs: 300_000,
  blockedMs: 300_000,
};
const zeroTrustLists: Quota = {
  name: "gateway-lists",
  covers: /\/gateway\/lists(\/|$)/,
  requests: 600,
  windowMs: 60_000,
  blockedMs: 120_000,
};

const message =
  "More than 1200 requests per 300 seconds reached. Please wait and consider throttling your request speed";

interface Window {
  endsAt: number;
  used: number;
  blockedUntil: number;
}

export interface Budget {
  allowed: boolean;
  headers: Record<string, string>;
}

export class RateLimiter {
  readonly #windows = new Map<string, Window>();

  /** Counts one request of the owner in every quota that covers it, and tells what is left of the tightest. */
  count(owner: string, now: number, path: string): Budget {
    const budgets = [general, zeroTrustLists]
      .filter(({ covers }) => covers.test(path))
      .map((quota) => this.#spend(owner, now, quota));
    const [first = { allowed: true, headers: {} }] = budgets;
    return budgets.find(({ allowed }) => !allowed) ?? first;
  }

  #spend(owner: string, now: number, { name, requests, windowMs, blockedMs }: Quota): Budget {
    const key = `${name} ${owner}`;
    let window = this.#windows.get(key);
    if (window === undefined || now >= Math.max(window.endsAt, window.blockedUntil)) {
      window = { endsAt: now + windowMs, used: 0, blockedUntil: 0 };
      this.#windows.set(key, window);
    }
    window.used++;
    if (window.used > requests && window.blockedUntil === 0) window.blockedUntil = now + blockedMs;
    const allowed = window.blockedUntil === 0;
    const seconds = Math.ceil((Math.max(window.endsAt, window.blockedUntil) - now) / 1000);
    const headers: Record<string, string> = {
      Ratelimit: `"${name}";r=${Math.max(0, requests - window.used)};t=${seconds}`,
      "Ratelimit-Policy": `"${name}";q=${requests};w=${windowMs / 1000}`,
    };
    if (!allowed) headers["retry-after"] = String(seconds);
    return { allowed, headers };
  }
}

/** The 429 itself, as the switch says; also what the fault `rate-limit` answers. */
export function rateLimited(switches: Switches, headers: Record<string, string>): Answer {
  if (switches.rateLimitCode === "not-json") {
    return { status: 429, headers: { "content-type": "text/plain", ...headers }, body: message };
  }
  return failure(new ApiError(429, [{ code: switches.rateLimitCode, message }], { headers }));
}
