/** Answers for the request budget: 1,200 per 300 seconds and owner, then nothing for 300 seconds. */

import type { Switches } from "../switches.ts";
import { type Answer, ApiError, failure } from "./envelope.ts";

const quota = 1200;
const windowMs = 300_000;
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

  /** Counts one request of the owner, and tells what is left. */
  count(owner: string, now: number): Budget {
    let window = this.#windows.get(owner);
    if (window === undefined || now >= Math.max(window.endsAt, window.blockedUntil)) {
      window = { endsAt: now + windowMs, used: 0, blockedUntil: 0 };
      this.#windows.set(owner, window);
    }
    window.used++;
    if (window.used > quota && window.blockedUntil === 0) window.blockedUntil = now + windowMs;
    const allowed = window.blockedUntil === 0;
    const seconds = Math.ceil((Math.max(window.endsAt, window.blockedUntil) - now) / 1000);
    const headers: Record<string, string> = {
      Ratelimit: `"default";r=${Math.max(0, quota - window.used)};t=${seconds}`,
      "Ratelimit-Policy": `"default";q=${quota};w=${windowMs / 1000}`,
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
