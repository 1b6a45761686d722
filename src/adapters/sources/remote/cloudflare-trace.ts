/** `cloudflare.trace`: the address in which Cloudflare's edge sees us, from its trace page. */

import type { AddressSource } from "../../../ports.ts";
import type { SourceContext } from "../context.ts";
import { asDetection, type ReadAddresses, unavailable } from "../detections.ts";
import { type AddressRules, readOneAddress } from "./address-text.ts";
import { hedge } from "./hedge.ts";
import { askForText } from "./http.ts";

const NAME = "cloudflare.trace";
/** How long one host has for itself before the next is asked too, milliseconds (D4). */
const HEDGE_DELAY_MS = 250;

/** Asks the hosts of the trace endpoints one after the other, overlapping. */
export function cloudflareTraceSource(context: SourceContext): AddressSource {
  const { clock, endpoints, lookup, rejectCloudflare } = context;
  return {
    name: NAME,
    detect(family, signal) {
      const rules: AddressRules = { family, origin: "network", rejectCloudflare };
      const attempts = endpoints.trace.map((url) => async (attemptSignal: AbortSignal) => {
        const answer = await askForText({ url, family, signal: attemptSignal, lookup });
        if (!answer.ok) return unavailable(NAME, answer.reason);
        const read = readTrace(answer.text, new URL(url), rules);
        return asDetection(
          NAME,
          read.ok ? read : { ok: false, reason: `${new URL(url).host}: ${read.reason}` },
        );
      });
      return hedge(attempts, { source: NAME, delayMs: HEDGE_DELAY_MS, clock, signal });
    },
  };
}

/** The `ip` of a trace page that `asked` gave, unless the page is another's or we are behind Cloudflare's own exits. */
export function readTrace(text: string, asked: URL, rules: AddressRules): ReadAddresses {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const at = line.indexOf("=");
    const key = line.slice(0, at);
    if (at < 1) continue;
    if (key === "ip" && values.has(key)) return { ok: false, reason: "names several addresses" };
    values.set(key, line.slice(at + 1));
  }
  const host = values.get("h");
  if (host !== undefined && host !== asked.hostname && host !== asked.host)
    return { ok: false, reason: "another host answered" };
  if (/^(on|plus)$/.test(values.get("warp") ?? ""))
    return { ok: false, reason: "this machine is behind WARP, which hides its address" };
  if (values.get("gateway") === "on")
    return { ok: false, reason: "this machine is behind Cloudflare Gateway, which hides its address" };
  const ip = values.get("ip");
  return ip === undefined ? { ok: false, reason: "names no address" } : readOneAddress(ip, rules);
}
