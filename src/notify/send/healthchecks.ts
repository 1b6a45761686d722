/** Healthchecks: pings a check at the start of a cycle, at its end, and at exit. */

import { clip } from "../message/message.ts";
import type { Step } from "./delivery.ts";
import type { Send } from "./http.ts";

/** What of the check is pinged: `` says all is well, `/log` says something without judging, `/0` is an exit without failure. */
export type HealthchecksSignal = "" | "/start" | "/fail" | "/log" | "/0";

/** One ping of the check at `base`, with words that its page shows. */
export function healthchecksStep(base: string, signal: HealthchecksSignal, text: string, send: Send): Step {
  return async (abort) => {
    await send(
      {
        method: "POST",
        url: `${base}${signal}`,
        headers: { "content-type": "text/plain; charset=utf-8" },
        body: clip(text, 10_000),
        // The service also answers 200 when it does not know the check or has had too many pings; only the body tells.
        status: 200,
        accepts: (body) => body.trim() === "OK",
        explain: (body) => /^OK \((not found|rate limited)\)$/.exec(body.trim())?.[1],
      },
      abort,
    );
  };
}
