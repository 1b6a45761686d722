/** Uptime Kuma: calls the push URL of a monitor after each cycle. */

import { clip } from "../message/message.ts";
import { field, says } from "../message/request.ts";
import type { Step } from "./delivery.ts";
import type { Send } from "./http.ts";

/** One call of the push URL `base`; `pingMs` is how long the cycle took. */
export function uptimeKumaStep(
  base: string,
  beat: { readonly up: boolean; readonly text: string; readonly pingMs: number },
  send: Send,
): Step {
  return async (abort) => {
    const query = new URLSearchParams({
      status: beat.up ? "up" : "down",
      msg: clip(beat.text, 250),
      ping: String(Math.round(beat.pingMs)),
    });
    await send(
      { method: "GET", url: `${base}?${query}`, accepts: says("ok", true), explain: field("msg") },
      abort,
    );
  };
}
